#!/bin/sh
# Made the files of this directory with OpenSSL 3: keys as people have them, and a certificate for each kind.
# None of them protects anything.
set -e
DAYS=36500
openssl ecparam -name prime256v1 -genkey -out ec-sec1.pem
openssl pkcs8 -topk8 -nocrypt -in ec-sec1.pem -out ec-pkcs8.pem
openssl ec -in ec-sec1.pem -aes256 -passout pass:open-sesame -out ec-sec1-aes256.pem
openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:open-sesame -in ec-sec1.pem -out ec-pkcs8-aes256.pem
openssl req -x509 -new -key ec-sec1.pem -days $DAYS -subj /CN=ec.example -out ec.crt

openssl genrsa -traditional -out rsa-pkcs1.pem 2048
openssl pkcs8 -topk8 -nocrypt -in rsa-pkcs1.pem -out rsa-pkcs8.pem
openssl rsa -in rsa-pkcs1.pem -traditional -aes128 -passout pass:open-sesame -out rsa-pkcs1-aes128.pem
openssl rsa -in rsa-pkcs1.pem -traditional -des3 -passout pass:open-sesame -out rsa-pkcs1-des3.pem
openssl pkcs8 -topk8 -v2 aes-128-cbc -v2prf hmacWithSHA1 -passout pass:open-sesame -in rsa-pkcs1.pem -out rsa-pkcs8-aes128.pem
openssl pkcs8 -topk8 -scrypt -passout pass:open-sesame -in rsa-pkcs1.pem -out rsa-pkcs8-scrypt.pem
openssl req -x509 -new -key rsa-pkcs1.pem -days $DAYS -subj /CN=rsa.example -out rsa.crt

openssl genpkey -algorithm ed25519 -out ed25519-pkcs8.pem
openssl pkcs8 -topk8 -v2 aes-256-cbc -passout pass:open-sesame -in ed25519-pkcs8.pem -out ed25519-pkcs8-aes256.pem
openssl req -x509 -new -key ed25519-pkcs8.pem -days $DAYS -subj /CN=ed25519.example -out ed25519.crt

openssl genpkey -algorithm ed448 -out ed448-pkcs8.pem
openssl req -x509 -new -key ed448-pkcs8.pem -days $DAYS -subj /CN=ed448.example -out ed448.crt
