#pragma once

#include "core/run/field.h"
#include "views/drawing/wafer/wafer_picture.h"

#include <QImage>
#include <QString>

#include <vector>

namespace waferscope {

/// The values that the two ends of a ramp stand for.
struct LegendRange {
    double least = 0.0;
    double most = 1.0; ///< above least
    ScaleKind scale = ScaleKind::Linear;

    friend bool operator==(const LegendRange&, const LegendRange&) = default;
};

/// Quantities have a range, categories (stall causes, roles) a colour each.
enum class FieldNature { Quantity, Category };
[[nodiscard]] FieldNature natureOf(FieldKind kind);

/// The range of a field: what the settings say, else the quantity's own (a share: 0 to 1; SRAM: 0 to what a kernel may
/// use; traffic: 0 to what the PE can move in a cycle; link demand: 0 to 1, and what is above is marked as clipped). A
/// logarithmic range that starts at nothing starts at a thousandth of its end.
[[nodiscard]] LegendRange legendRange(const Field& field, const LegendSettings& settings,
                                      const WaferContents* contents);

/// Where a value lies on the ramp, 0 .. 1, not clipped.
[[nodiscard]] double placeOf(double value, const LegendRange& range);

/// The value at a place of the ramp.
[[nodiscard]] double valueAt(double place, const LegendRange& range);

/// The colour that says "above the range".
[[nodiscard]] QColor clippedColour(const Theme& theme);

/// The colour of one category.
[[nodiscard]] QColor colourOfCategory(FieldKind kind, int category, const Theme& theme);
[[nodiscard]] int categoryCount(FieldKind kind);

/// Turns values into pixels: one table look-up each, under a millisecond for a whole wafer.
class FieldColours {
public:
    FieldColours(const LegendRange& range, const RampTable& ramp, QRgb clipped);
    /// Categories: the value is an index.
    FieldColours(FieldKind kind, const Theme& theme);

    void paint(const float* values, std::size_t count, QRgb* pixels) const;

    friend bool operator==(const FieldColours&, const FieldColours&) = default;

private:
    void paintLinear(const float* values, std::size_t count, QRgb* pixels) const;
    void paintLogarithmic(const float* values, std::size_t count, QRgb* pixels) const;

    LegendRange m_range;
    std::vector<QRgb> m_table; ///< below the range, the steps of the range, above the range
    float m_offset = 0.0F; ///< linear: value at step 0
    float m_steps = 1.0F; ///< linear: steps a unit
    std::uint32_t m_firstBits = 0; ///< logarithmic: the range's least as bits
};

/// How a field of a picture is coloured.
[[nodiscard]] FieldColours fieldColours(const WaferPicture& picture);

/// Combines blocks of values until one stands for at least so many PEs, by the field's own reduction.
[[nodiscard]] std::shared_ptr<const Field> pooled(std::shared_ptr<const Field> field, int stride);

/// One pixel a value, opaque.
[[nodiscard]] QImage colouredField(const Field& field, const FieldColours& colours);

/// The value that stands for a PE; none outside the field.
[[nodiscard]] std::optional<float> valueOf(const Field& field, PeCoord pe);

} // namespace waferscope
