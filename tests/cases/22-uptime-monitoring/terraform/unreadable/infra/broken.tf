resource "aws_lb" {{
