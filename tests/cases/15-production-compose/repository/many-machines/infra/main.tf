resource "aws_launch_template" "api" {
  image_id = "ami-0123456789abcdef0"
}

resource "aws_autoscaling_group" "api" {
  max_size = 3
  min_size = 1
}
