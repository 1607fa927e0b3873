output "instance_id" {
  description = "ID of the server"
  value       = aws_instance.this.id
}

output "public_ip" {
  description = "Address of the server on the internet"
  value       = aws_instance.this.public_ip
}

output "private_ip" {
  description = "Address of the server in the network"
  value       = aws_instance.this.private_ip
}
