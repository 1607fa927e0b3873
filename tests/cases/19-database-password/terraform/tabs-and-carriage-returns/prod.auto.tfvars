name = "orders"
tls_secret = <<EOT
line-1-not-a-secret
line-2-not-a-secret
EOT
