output "profile" {
  value = aws_iam_instance_profile.app.name
}
