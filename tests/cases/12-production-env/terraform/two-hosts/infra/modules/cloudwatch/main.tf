resource "aws_cloudwatch_log_group" "service" {
  for_each = toset(var.services)

  name       = "/${var.project}/${var.environment}/${each.key}"
  kms_key_id = var.kms_key_arn
}

resource "aws_sns_topic" "alarms" {
  name = "${var.project}-${var.environment}"

  tags = {
    Hosts  = join(" ", values(var.instance_ids))
    Emails = join(" ", var.alert_emails)
  }
}
