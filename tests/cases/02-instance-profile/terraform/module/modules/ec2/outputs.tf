output "id" {
  value = aws_instance.this.id
}
