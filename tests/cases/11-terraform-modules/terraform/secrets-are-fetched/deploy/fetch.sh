aws ssm get-parameters-by-path --path /shop --with-decryption >.env
