output "log_group_arns" {
  value = values(aws_cloudwatch_log_group.service)[*].arn
}

output "topic_arn" {
  value = aws_sns_topic.alarms.arn
}
