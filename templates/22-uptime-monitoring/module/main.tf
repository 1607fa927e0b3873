# Asks every endpoint over HTTPS from several regions. Route 53 reports to us-east-1 alone, and an alarm reaches no topic of
# another region, so all of it lives there

terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.us_east_1]
    }
  }
}

resource "aws_route53_health_check" "endpoint" {
  provider = aws.us_east_1
  for_each = var.endpoints

  fqdn              = split("/", each.value)[0]
  resource_path     = trimprefix(each.value, split("/", each.value)[0])
  port              = 443
  type              = "HTTPS"
  enable_sni        = true
  request_interval  = 30
  failure_threshold = 3

  tags = { Name = "${var.project}-${var.environment}-${each.key}" }
}

resource "aws_sns_topic" "uptime" {
  #checkov:skip=CKV_AWS_26:it carries names of endpoints alone, and a key of its own in us-east-1 would be one more to look after
  provider = aws.us_east_1

  name = "${var.project}-${var.environment}-uptime"
}

resource "aws_sns_topic_subscription" "email" {
  provider = aws.us_east_1
  for_each = toset(var.alert_emails)

  topic_arn = aws_sns_topic.uptime.arn
  protocol  = "email"
  endpoint  = each.key
}

resource "aws_cloudwatch_metric_alarm" "down" {
  provider = aws.us_east_1
  for_each = aws_route53_health_check.endpoint

  alarm_name          = "${var.project}-${var.environment}-${each.key}-down"
  alarm_description   = "https://${var.endpoints[each.key]} does not answer from outside"
  namespace           = "AWS/Route53"
  metric_name         = "HealthCheckStatus"
  dimensions          = { HealthCheckId = each.value.id }
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching"
  alarm_actions       = [aws_sns_topic.uptime.arn]
  ok_actions          = [aws_sns_topic.uptime.arn]
}
