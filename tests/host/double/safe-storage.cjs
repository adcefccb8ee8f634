'use strict';
// Encrypts for real. STAND_IN_KEYRING chooses what the system offers:
//   basic_text (default: there is no keyring behind the stand-in), gnome_libsecret (a key kept outside of the profile),
//   late (gnome_libsecret that answers two seconds after `ready`).
const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { strict } = require('./support.cjs');

const keyring = process.env.STAND_IN_KEYRING ?? 'basic_text';
const known = ['basic_text', 'gnome_libsecret', 'late'];
if (!known.includes(keyring)) throw new Error(`STAND_IN_KEYRING is '${keyring}', not one of ${known.join(', ')}`);
const lateBy = 2000;
let plainAllowed = false;
let readySince;

/** One random key per user of the machine, as a keyring keeps it. */
function key() {
  if (keyring === 'basic_text') return crypto.scryptSync('peanuts', 'saltysalt', 32); // everyone knows it, as in Chromium
  const file = path.join(process.env.XDG_STATE_HOME ?? path.join(os.homedir(), '.local/state'), 'electron-stand-in', 'key');
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  try {
    fs.writeFileSync(file, crypto.randomBytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return fs.readFileSync(file);
}

function available() {
  if (readySince === undefined) return false;
  if (keyring === 'basic_text') return plainAllowed;
  return keyring !== 'late' || Date.now() - readySince >= lateBy;
}

function encryptString(text) {
  if (!available()) throw new Error('Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.');
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', key(), iv);
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from(keyring === 'basic_text' ? 'v10' : 'v11'), iv, cipher.getAuthTag(), body]);
}

function decryptString(encrypted) {
  if (!available())
    throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString. Decryption is not available.');
  try {
    const decipher = crypto.createDecipheriv('aes-256-gcm', key(), encrypted.subarray(3, 15)).setAuthTag(encrypted.subarray(15, 31));
    return decipher.update(encrypted.subarray(31), undefined, 'utf8') + decipher.final('utf8');
  } catch (cause) {
    throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.', { cause });
  }
}

const safeStorage = strict(
  {
    isEncryptionAvailable: available,
    isAsyncEncryptionAvailable: async () => available(),
    encryptString,
    encryptStringAsync: async (text) => encryptString(text),
    decryptString,
    decryptStringAsync: async (encrypted) => ({ result: decryptString(encrypted), shouldReEncrypt: false }),
    setUsePlainTextEncryption: (allowed) => {
      plainAllowed = allowed;
    },
    getSelectedStorageBackend: () => {
      if (readySince === undefined) return 'unknown';
      return keyring === 'basic_text' ? 'basic_text' : 'gnome_libsecret';
    },
  },
  'safeStorage',
);
/** Told by the host: before `ready` nothing is available. */
const start = () => {
  readySince = Date.now();
};

module.exports = { safeStorage, start };
