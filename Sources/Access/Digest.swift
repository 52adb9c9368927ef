import Crypto
import Store

/// SHA-256 as 64 hexadecimal digits: names of contents and of requests.
package func sha256(_ bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }
