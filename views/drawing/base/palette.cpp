#include "views/drawing/base/palette.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

// Every 15th colour of the published 256, straight lines between them (at most 11 of 255 away, in cividis' first
// tenth). Cividis: Nuñez, Anderton, Renslow, PLOS ONE 13 (2018) e0199239. Viridis: van der Walt, Smith, 2015. Both CC0.
constexpr std::size_t kControlPoints = 18;
using ControlPoints = std::array<QRgb, kControlPoints>;
constexpr ControlPoints kCividis = {0x00224E, 0x002D68, 0x163770, 0x2E416D, 0x3F4C6C, 0x4E566C,
                                    0x5C616E, 0x696B71, 0x767676, 0x838179, 0x928C78, 0xA09875,
                                    0xAFA471, 0xBFB06B, 0xCFBD62, 0xDFCA57, 0xF0D846, 0xFEE838};
constexpr ControlPoints kViridis = {0x440154, 0x481769, 0x472A7A, 0x433D84, 0x3D4E8A, 0x355E8D,
                                    0x2E6D8E, 0x297B8E, 0x23898E, 0x1F978B, 0x21A585, 0x2EB37C,
                                    0x46C06F, 0x65CB5E, 0x89D548, 0xB0DD2F, 0xD8E219, 0xFDE725};

QRgb mixed(QRgb from, QRgb to, double share)
{
    const auto channel = [share](int one, int other) {
        return static_cast<int>(std::lround(one + (other - one) * share));
    };
    return qRgb(channel(qRed(from), qRed(to)), channel(qGreen(from), qGreen(to)), channel(qBlue(from), qBlue(to)));
}

RampTable interpolated(const ControlPoints& points)
{
    constexpr int kStep = (kRampSize - 1) / static_cast<int>(kControlPoints - 1);
    RampTable table{};
    for (int i = 0; i < kRampSize; ++i) {
        const auto from = std::min(static_cast<std::size_t>(i / kStep), kControlPoints - 2);
        const double share = double(i - static_cast<int>(from) * kStep) / kStep;
        table[static_cast<std::size_t>(i)] = mixed(points[from], points[from + 1], share);
    }
    return table;
}

/// Blue to orange, through a middle: the panel, so that nothing is the colour of nothing.
RampTable signedRamp(QRgb middle)
{
    constexpr QRgb kBlue = 0x2166AC;
    constexpr QRgb kOrange = 0xD07A1E;
    RampTable table{};
    for (int i = 0; i < kRampSize; ++i) {
        const double place = 2.0 * i / (kRampSize - 1) - 1.0; // -1 .. 1
        table[static_cast<std::size_t>(i)] = mixed(middle, place < 0 ? kBlue : kOrange, std::abs(place));
    }
    return table;
}

Theme lightTheme()
{
    return {ThemeKind::Light, QColor(0xF6F7F9), QColor(0xFFFFFF), QColor(0xECEFF3), QColor(0xD3D9E1), QColor(0x1B2430),
            QColor(0x566273), QColor(0x0B66C3), QColor(0x1B6E3C), QColor(0x9A5B00), QColor(0xB3261E)};
}

Theme darkTheme()
{
    return {ThemeKind::Dark,  QColor(0x14181D), QColor(0x1B2027), QColor(0x101419), QColor(0x323A45), QColor(0xE7ECF2),
            QColor(0xA0ACBA), QColor(0x6CB4FF), QColor(0x7FD1A0), QColor(0xF2B24C), QColor(0xFF8A80)};
}

double linearChannel(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

} // namespace

const Theme& themeOf(ThemeKind kind)
{
    static const Theme light = lightTheme();
    static const Theme dark = darkTheme();
    return kind == ThemeKind::Light ? light : dark;
}

ThemeKind themeKindOf(const QColor& window)
{
    return window.lightnessF() < 0.5 ? ThemeKind::Dark : ThemeKind::Light;
}

QColor colourOf(LayerKind kind)
{
    switch (kind) {
    case LayerKind::Embedding: return {0x8A, 0x6F, 0xB0};
    case LayerKind::Convolution: return {0x2F, 0x78, 0xB7};
    case LayerKind::Linear: return {0x1F, 0x9E, 0x89};
    case LayerKind::Attention: return {0xD0, 0x7A, 0x1E};
    case LayerKind::Recurrent: return {0xB5, 0x44, 0x6E};
    case LayerKind::Normalisation: return {0x8C, 0x8C, 0x3A};
    case LayerKind::Pooling: return {0x3A, 0x8F, 0xB5};
    case LayerKind::Loss: return {0xC4, 0x47, 0x3D};
    case LayerKind::Pointwise:
    case LayerKind::Other: break;
    }
    return {0x7A, 0x87, 0x94};
}

double relativeLuminance(const QColor& colour)
{
    return 0.2126 * linearChannel(colour.redF()) + 0.7152 * linearChannel(colour.greenF())
        + 0.0722 * linearChannel(colour.blueF());
}

double contrastRatio(const QColor& one, const QColor& other)
{
    const double first = relativeLuminance(one) + 0.05;
    const double second = relativeLuminance(other) + 0.05;
    return std::max(first, second) / std::min(first, second);
}

QColor textOn(const QColor& surface)
{
    const QColor black(0, 0, 0);
    const QColor white(255, 255, 255);
    return contrastRatio(black, surface) >= contrastRatio(white, surface) ? black : white;
}

QColor blended(const QColor& colour, double share, const QColor& surface)
{
    return {mixed(surface.rgb(), colour.rgb(), share)};
}

const RampTable& tableOf(Ramp ramp, const Theme& theme)
{
    static const RampTable cividis = interpolated(kCividis);
    static const RampTable viridis = interpolated(kViridis);
    static const RampTable signedLight = signedRamp(themeOf(ThemeKind::Light).panel.rgb());
    static const RampTable signedDark = signedRamp(themeOf(ThemeKind::Dark).panel.rgb());
    switch (ramp) {
    case Ramp::Viridis: return viridis;
    case Ramp::Signed: return theme.kind == ThemeKind::Light ? signedLight : signedDark;
    case Ramp::Cividis: break;
    }
    return cividis;
}

} // namespace waferscope
