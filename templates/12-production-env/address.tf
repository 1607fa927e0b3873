output "db_address" {
  description = "Host of the database, without its port"
  value       = aws_db_instance.<%= database %>.address
}
