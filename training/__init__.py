"""Everything that happens before serving: data, augmentation, fitting, evaluation, calibration and export."""
