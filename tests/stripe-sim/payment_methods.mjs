/**
 * The test payment methods. A granted token remembers which one it was minted with, and a PaymentIntent confirmed with
 * that token ends as the table says.
 *
 * @see https://docs.stripe.com/testing
 */
const succeeds = (brand, last4, funding = 'credit') => ({ brand, last4, funding });
const declines = (last4, code, decline_code, message) =>
  ({ brand: 'visa', last4, funding: 'credit', decline: { code, ...(decline_code && { decline_code }), message } });
const authenticates = (last4) => ({ brand: 'visa', last4, funding: 'credit', authentication: true });

const PAYMENT_METHODS = {
  pm_card_visa: succeeds('visa', '4242'),
  pm_card_visa_debit: succeeds('visa', '5556', 'debit'),
  pm_card_mastercard: succeeds('mastercard', '4444'),
  pm_card_mastercard_debit: succeeds('mastercard', '3222', 'debit'),
  pm_card_mastercard_prepaid: succeeds('mastercard', '5100', 'prepaid'),
  pm_card_amex: succeeds('amex', '0005'),
  pm_card_discover: succeeds('discover', '1117'),
  pm_card_diners: succeeds('diners', '0004'),
  pm_card_jcb: succeeds('jcb', '0505'),
  pm_card_unionpay: succeeds('unionpay', '0005'),
  pm_card_chargeDeclined: declines('0002', 'card_declined', 'generic_decline', 'The card was declined.'),
  pm_card_chargeDeclinedInsufficientFunds:
    declines('9995', 'card_declined', 'insufficient_funds', 'The card has too little money on it.'),
  pm_card_chargeDeclinedLostCard: declines('9987', 'card_declined', 'lost_card', 'The card was declined.'),
  pm_card_chargeDeclinedStolenCard: declines('9979', 'card_declined', 'stolen_card', 'The card was declined.'),
  pm_card_chargeDeclinedExpiredCard: declines('0069', 'expired_card', undefined, 'The card has expired.'),
  pm_card_chargeDeclinedIncorrectCvc: declines('0127', 'incorrect_cvc', undefined, 'The security code is wrong.'),
  pm_card_chargeDeclinedProcessingError: declines('0119', 'processing_error', undefined, 'The card could not be processed.'),
  pm_card_authenticationRequired: authenticates('3184'),
  pm_card_threeDSecure2Required: authenticates('3220'),
  pm_usBankAccount_success: { last4: '6789', delayed: true },
};

/**
 * Looks up a test payment method. `pm_card_visa_chargeDeclined…` means `pm_card_chargeDeclined…`.
 *
 * @param {string} id
 * @returns {{brand?: string, last4: string, funding?: string, authentication?: true, delayed?: true,
 *   decline?: {code: string, decline_code?: string, message: string}} | undefined}
 */
export function findPaymentMethod(id) {
  const name = id.replace(/^pm_card_visa_(?=chargeDeclined)/, 'pm_card_');
  return Object.hasOwn(PAYMENT_METHODS, name) ? PAYMENT_METHODS[name] : undefined;
}
