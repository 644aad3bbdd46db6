"""The line reader's training: strings composed of real digits by many hands, and the network that reads them whole."""
