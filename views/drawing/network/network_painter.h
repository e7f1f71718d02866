#pragma once

#include "views/drawing/network/network_picture.h"

#include <QPainter>

namespace waferscope {

/// Sizes of a card, in scene coordinates, which are logical pixels at life size.
inline constexpr double kCardPadding = 10.0;
inline constexpr double kCardHeight = 44.0; ///< with a second line
inline constexpr double kLowCardHeight = 30.0;
inline constexpr double kStack = 6.0; ///< below the card of a block that repeats
inline constexpr double kGlyph = 16.0;
inline constexpr double kFrameTop = 30.0;

/// Paints what is seen of the network, with names and counts as far as they can be read.
void paintNetwork(QPainter& painter, const NetworkPicture& picture);

} // namespace waferscope
