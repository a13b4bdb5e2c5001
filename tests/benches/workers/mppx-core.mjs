// What verifying takes of the peer.
export { Challenge, Credential, Expires } from 'mppx';
