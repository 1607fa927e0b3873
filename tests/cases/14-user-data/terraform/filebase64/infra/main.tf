resource "aws_launch_template" "api" {
  name_prefix = "api-"
  image_id    = "ami-0123456789abcdef0"
  user_data   = filebase64("${path.module}/user_data.sh")
}
