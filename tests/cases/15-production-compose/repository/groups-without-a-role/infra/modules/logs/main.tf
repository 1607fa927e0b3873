resource "aws_cloudwatch_log_group" "host" {
  for_each = toset(var.hosts)
  name     = "/shop/${each.key}"
}
