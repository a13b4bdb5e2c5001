// What verifying needs from the peer.
export { Challenge, Credential, Expires } from 'mppx';
