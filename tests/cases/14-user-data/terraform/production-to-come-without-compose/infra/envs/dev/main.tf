module "app_server" {
  source = "../../modules/ec2"
  ami_id = var.ami_id
}
