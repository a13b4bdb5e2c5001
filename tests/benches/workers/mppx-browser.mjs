// What a page needs from the peer to read challenges and receipts and to write credentials.
export { BodyDigest, Challenge, Credential, Receipt } from 'mppx';
