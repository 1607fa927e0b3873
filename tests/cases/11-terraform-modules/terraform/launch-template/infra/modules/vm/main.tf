resource "aws_launch_template" "app" {
  image_id      = "ami-1"
  instance_type = "t3.small"
}

resource "aws_autoscaling_group" "app" {
  min_size = 1
  max_size = 2

  launch_template {
    id = aws_launch_template.app.id
  }
}
