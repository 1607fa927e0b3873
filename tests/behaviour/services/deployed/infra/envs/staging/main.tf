# Calls what is not there yet, with all that it takes, and gives away all that it gives.

locals {
  project     = "shop"
  environment = "staging"
}

module "app" {
  source = "../../modules/vm"
}

module "kms" {
  source = "../../modules/kms"

  project     = local.project
  environment = local.environment
  aws_region  = "eu-central-1"
}

module "ecr" {
  source = "../../modules/ecr"

  environment  = local.environment
  repositories = ["api"]
  kms_key_arn  = module.kms.key_arn
}

module "s3" {
  source = "../../modules/s3"

  project      = local.project
  environment  = local.environment
  kms_key_arn  = module.kms.key_arn
  cors_origins = ["https://shop.example.com"]
}

module "secrets" {
  source = "../../modules/secrets"

  project     = local.project
  environment = local.environment
  kms_key_arn = module.kms.key_arn
}

module "cloudwatch" {
  source = "../../modules/cloudwatch"

  project      = local.project
  environment  = local.environment
  hosts        = ["app"]
  instance_ids = { app = module.app.instance_id }
  database_ids = {}
  alert_emails = ["ops@shop.example.com"]
  kms_key_arn  = module.kms.key_arn
}

module "iam" {
  source = "../../modules/iam"

  project             = local.project
  environment         = local.environment
  host                = "app"
  kms_key_arns        = [module.kms.key_arn]
  repository_arns     = values(module.ecr.repository_arns)
  secret_arns         = [module.secrets.secret_arn]
  bucket_arns         = [module.s3.bucket_arn]
  log_group_arns      = [module.cloudwatch.log_group_arns["app"]]
  email_identity_arns = []
  function_arns       = []
  hosted_zone_arns    = []
  model_arns          = []
  queue_arns          = []
  table_arns          = []
  topic_arns          = []
}

output "given" {
  value = [
    module.ecr.registry,
    module.ecr.repository_urls,
    module.iam.instance_profile_name,
    module.cloudwatch.log_group_names,
    module.s3.bucket,
    module.secrets.secret_name,
  ]
}
