resource "aws_instance" "this" {
  ami                  = "ami-0123456789abcdef0"
  iam_instance_profile = "orders"
  get_password_data    = false
  key_name             = var.key_name
}
