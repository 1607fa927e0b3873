resource "aws_eks_cluster" "main" {
  name = "shop"
}

resource "aws_launch_template" "nodes" {
  image_id = "ami-1"
}
