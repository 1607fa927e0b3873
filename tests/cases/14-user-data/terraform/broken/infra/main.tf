resource "aws_instance" "app" {
  user_data = file("${path.module}/scripts/init.sh"
}
