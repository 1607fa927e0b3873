output "hosts" { value = aws_security_group.hosts.id }
output "database" { value = aws_security_group.database.id }
