// The words of src/wasm/words.rs, by their numbers.

/**
 * Sets the member of an object whose name is the word with this number. An engine keeps for each of these places where
 * the last object had the member. For an assignment by a name in a variable, which names thousands of members of different
 * objects, it has to search every time.
 */
export function put(object, word, value) {
  switch (word) {
    case 0:
      object.to = value;
      break;
    case 1:
      object.spt = value;
      break;
    case 2:
      object.usd = value;
      break;
    case 3:
      object.card = value;
      break;
    case 4:
      object.data = value;
      break;
    case 5:
      object.from = value;
      break;
    case 6:
      object.hash = value;
      break;
    case 7:
      object.link = value;
      break;
    case 8:
      object.memo = value;
      break;
    case 9:
      object.mode = value;
      break;
    case 10:
      object.type = value;
      break;
    case 11:
      object.payer = value;
      break;
    case 12:
      object.token = value;
      break;
    case 13:
      object.value = value;
      break;
    case 14:
      object.action = value;
      break;
    case 15:
      object.amount = value;
      break;
    case 16:
      object.method = value;
      break;
    case 17:
      object.source = value;
      break;
    case 18:
      object.splits = value;
      break;
    case 19:
      object.chainId = value;
      break;
    case 20:
      object.deposit = value;
      break;
    case 21:
      object.invoice = value;
      break;
    case 22:
      object.network = value;
      break;
    case 23:
      object.payload = value;
      break;
    case 24:
      object.request = value;
      break;
    case 25:
      object.currency = value;
      break;
    case 26:
      object.decimals = value;
      break;
    case 27:
      object.feePayer = value;
      break;
    case 28:
      object.metadata = value;
      break;
    case 29:
      object.operator = value;
      break;
    case 30:
      object.preimage = value;
      break;
    case 31:
      object.unitType = value;
      break;
    case 32:
      object.challenge = value;
      break;
    case 33:
      object.channelId = value;
      break;
    case 34:
      object.networkId = value;
      break;
    case 35:
      object.recipient = value;
      break;
    case 36:
      object.signature = value;
      break;
    case 37:
      object.externalId = value;
      break;
    case 38:
      object.description = value;
      break;
    case 39:
      object.paymentHash = value;
      break;
    case 40:
      object.transaction = value;
      break;
    case 41:
      object.methodDetails = value;
      break;
    case 42:
      object.escrowContract = value;
      break;
    case 43:
      object.minVoucherDelta = value;
      break;
    case 44:
      object.cumulativeAmount = value;
      break;
    case 45:
      object.paymentMethodTypes = value;
      break;
  }
}
