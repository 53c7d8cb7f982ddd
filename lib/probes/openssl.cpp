// Links where OpenSSL is: see lib/src/http/hmac_openssl.cpp. Signed cookies need it.

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#if defined(__linux__)
// A program with glibc linked in has no OpenSSL either: it is made for machines where nothing is installed.
extern "C" const char _DYNAMIC[]; // NOLINT(bugprone-reserved-identifier): it is the linker's name
#else
static const char _DYNAMIC[1] = {}; // NOLINT(bugprone-reserved-identifier)
#endif

int main()
{
    unsigned char made[EVP_MAX_MD_SIZE];
    return HMAC(EVP_sha256(), "", 0, made, 0, made, nullptr) ? CRYPTO_memcmp(made, _DYNAMIC, 1) : 1;
}
