resource "aws_lb" "this" {
  name    = "clinic-${var.environment}"
  subnets = var.subnet_ids
}
