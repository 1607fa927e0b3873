output "ec2_sg_id" {
  description = "ID of the security group of the servers"
  value       = aws_security_group.ec2.id
}

output "rds_sg_id" {
  description = "ID of the security group of the database"
  value       = aws_security_group.rds.id
}
