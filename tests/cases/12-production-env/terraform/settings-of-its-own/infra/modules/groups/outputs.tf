output "hosts" { value = aws_security_group.hosts.id }
