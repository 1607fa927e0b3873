output "db_endpoint" {
  description = "Host and port of the database"
  value       = aws_db_instance.this.endpoint
}

output "db_url" {
  description = "How the services connect"
  value       = "postgres://${var.db_username}:${var.db_password}@${aws_db_instance.this.endpoint}/${var.db_name}"
}
