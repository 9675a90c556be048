"""The ground floor: what every module stands on and nothing of the business."""
