resource "aws_ssm_parameter" "database" {
  name = "/clinic/database"
  type = "SecureString"
}
