resource "aws_cloudwatch_log_group" "host" {
  for_each = toset(var.hosts)

  name       = "/${var.project}/${var.environment}/${each.key}"
  kms_key_id = var.kms_key_arn
}

resource "aws_sns_topic" "alarms" {
  name = "${var.project}-${var.environment}"

  tags = {
    Hosts  = join(" ", values(merge(var.instance_ids, var.database_ids)))
    Emails = join(" ", var.alert_emails)
  }
}
