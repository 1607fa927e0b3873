output "endpoint" {
  value = aws_db_instance.this.endpoint
}

output "url" {
  value = "postgres://orders:${var.db_password}@${aws_db_instance.this.endpoint}/orders"
}

output "password" {
  value = aws_db_instance.this.password
}
