/** Personal numbers, recognised by check digits and length. */

/**
 * An IBAN with correct check digits: with its first four characters moved to the end, it is 1 modulo 97 (ISO 13616).
 */
export function isBankAccount(value: string): boolean {
  const plain = value.replaceAll(' ', '');
  if (plain.length < 15 || plain.length > 34) return false;
  const digits = (plain.slice(4) + plain.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

/** 8 to 15 digits after a plus (ITU-T E.164), or the 10 of North America; not one digit repeated. */
export function isTelephone(value: string): boolean {
  const digits = value.replace(/\D/g, '');
  return digits.length >= (value.startsWith('+') ? 8 : 10) && digits.length <= 15 && !/^(\d)\1+$/.test(digits);
}

/** 13 to 19 digits that pass the Luhn check (ISO/IEC 7812-1, annex B). */
export function isCardNumber(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  if (digits.length < 13 || digits.length > 19) return false;
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    sum += i % 2 === 0 ? digit : digit * 2 - (digit > 4 ? 9 : 0);
  }
  return sum % 10 === 0 && !/^(\d)\1+$/.test(digits);
}
