#include "views/drawing/wafer/field_colours.h"

#include "model/pipelined/kernel_cost.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace waferscope {

namespace {

constexpr double kLogarithmicDecades = 3.0; ///< of a range that would start at nothing
constexpr int kMantissaBits = 23; ///< of a float
constexpr int kStepBits = 8; ///< of the mantissa that tell steps of a logarithmic table apart: 256 an octave

double naturalMost(const Field& field, const WaferContents* contents)
{
    const double found = field.most > 0.0F ? double(field.most) : 1.0;
    if (isSram(field.kind))
        return contents && contents->peCapacity.count() > 0 ? double(contents->peCapacity.count()) : found;
    if (field.kind == FieldKind::SramTraffic)
        return contents && contents->sramPerCycle.count() > 0 ? double(contents->sramPerCycle.count()) : found;
    return 1.0;
}

/// Index into a table of 2 + steps; `place` counts steps from the range's start. NaN is below.
std::size_t stepOf(float place, float last)
{
    return !(place >= 0.0F) ? 0 : static_cast<std::size_t>(std::min(place, last)) + 1;
}

float combined(float one, float other, Reduction reduction)
{
    return reduction == Reduction::Max ? std::max(one, other) : one + other;
}

/// The values of one row of blocks, each `factor` values wide and high.
void poolRow(const Field& fine, Field& coarse, int row, int factor)
{
    const int columns = fine.columns();
    const int lastRow = std::min((row + 1) * factor, fine.rows());
    float* blocks = coarse.values.data() + std::size_t(row) * std::size_t(coarse.columns());
    std::vector<int> counts(std::size_t(coarse.columns()), 0);
    for (int y = row * factor; y < lastRow; ++y) {
        const float* values = fine.values.data() + std::size_t(y) * std::size_t(columns);
        for (int x = 0, block = 0, inside = 0; x < columns; ++x) {
            auto& count = counts[std::size_t(block)];
            blocks[block] = count == 0 ? values[x] : combined(blocks[block], values[x], fine.reduction);
            ++count;
            if (++inside == factor) {
                inside = 0;
                ++block;
            }
        }
    }
    if (fine.reduction == Reduction::Mean)
        for (std::size_t block = 0; block < counts.size(); ++block)
            blocks[block] /= static_cast<float>(std::max(counts[block], 1));
}

} // namespace

FieldNature natureOf(FieldKind kind)
{
    return kind == FieldKind::Stall || kind == FieldKind::Role ? FieldNature::Category : FieldNature::Quantity;
}

LegendRange legendRange(const Field& field, const LegendSettings& settings, const WaferContents* contents)
{
    LegendRange range;
    range.scale = settings.scale;
    range.most = settings.most.value_or(naturalMost(field, contents));
    range.least = settings.least.value_or(settings.ramp == Ramp::Signed ? -range.most : 0.0);
    if (range.scale == ScaleKind::Logarithmic) {
        range.most = range.most > 0.0 ? range.most : 1.0;
        if (range.least <= 0.0)
            range.least = range.most * std::pow(10.0, -kLogarithmicDecades);
    }
    if (!(range.most > range.least))
        range.most = range.least + std::max(std::abs(range.least), 1.0);
    return range;
}

double placeOf(double value, const LegendRange& range)
{
    if (range.scale == ScaleKind::Linear)
        return (value - range.least) / (range.most - range.least);
    return value <= 0.0 ? -1.0 : std::log(value / range.least) / std::log(range.most / range.least);
}

double valueAt(double place, const LegendRange& range)
{
    if (range.scale == ScaleKind::Linear)
        return range.least + place * (range.most - range.least);
    return range.least * std::pow(range.most / range.least, place);
}

QColor clippedColour(const Theme& theme)
{
    return theme.kind == ThemeKind::Light ? QColor(0xD6, 0x33, 0x2A) : QColor(0xFF, 0x5A, 0x4E);
}

int categoryCount(FieldKind kind)
{
    return kind == FieldKind::Stall ? kStallCauseCount : static_cast<int>(PeRole::Stream) + 1;
}

QColor colourOfCategory(FieldKind kind, int category, const Theme& theme)
{
    if (category <= 0 || category >= categoryCount(kind)) // nothing stalls, nobody works here
        return blended(theme.muted, 0.18, theme.panel);
    constexpr QRgb kStalls[] = {0x2F78B7, 0x1F9E89, 0xC4473D, 0xD07A1E, 0x8A6FB0, 0x8C8C3A};
    constexpr QRgb kRoles[] = {0x2F78B7, 0xD07A1E, 0x8A6FB0, 0x1F9E89, 0x7A8794, 0xB5446E};
    return {kind == FieldKind::Stall ? kStalls[category - 1] : kRoles[category - 1]};
}

FieldColours::FieldColours(const LegendRange& range, const RampTable& ramp, QRgb clipped)
    : m_range(range)
{
    m_table.push_back(ramp.front() | 0xFF000000U);
    if (range.scale == ScaleKind::Linear) {
        m_offset = static_cast<float>(range.least);
        m_steps = static_cast<float>((kRampSize - 1e-3) / (range.most - range.least));
        m_table.insert(m_table.end(), ramp.begin(), ramp.end());
    } else {
        m_firstBits = std::bit_cast<std::uint32_t>(static_cast<float>(range.least)) >> (kMantissaBits - kStepBits);
        const auto last = std::bit_cast<std::uint32_t>(static_cast<float>(range.most)) >> (kMantissaBits - kStepBits);
        for (std::uint32_t bits = m_firstBits; bits <= last; ++bits) {
            const double place = placeOf(double(std::bit_cast<float>(bits << (kMantissaBits - kStepBits))), range);
            const double step = std::clamp(place * (kRampSize - 1), 0.0, kRampSize - 1.0);
            m_table.push_back(ramp[static_cast<std::size_t>(std::lround(step))]);
        }
    }
    m_table.push_back(clipped | 0xFF000000U);
}

FieldColours::FieldColours(FieldKind kind, const Theme& theme)
{
    m_table.push_back(colourOfCategory(kind, 0, theme).rgb());
    for (int category = 0; category < categoryCount(kind); ++category)
        m_table.push_back(colourOfCategory(kind, category, theme).rgb());
    m_table.push_back(colourOfCategory(kind, 0, theme).rgb());
}

void FieldColours::paint(const float* values, std::size_t count, QRgb* pixels) const
{
    if (m_range.scale == ScaleKind::Linear)
        paintLinear(values, count, pixels);
    else
        paintLogarithmic(values, count, pixels);
}

void FieldColours::paintLinear(const float* values, std::size_t count, QRgb* pixels) const
{
    const float offset = m_offset;
    const float steps = m_steps;
    const auto last = static_cast<float>(m_table.size() - 2);
    const QRgb* const table = m_table.data();
    for (std::size_t i = 0; i < count; ++i)
        pixels[i] = table[stepOf((values[i] - offset) * steps, last)];
}

void FieldColours::paintLogarithmic(const float* values, std::size_t count, QRgb* pixels) const
{
    const std::uint32_t first = m_firstBits;
    const auto last = static_cast<std::uint32_t>(m_table.size() - 1);
    const QRgb* const table = m_table.data();
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t bits = std::bit_cast<std::uint32_t>(values[i]) >> (kMantissaBits - kStepBits);
        const bool below = !(values[i] > 0.0F) || bits < first; // NaN and negative values are below
        pixels[i] = table[below ? 0 : std::min(bits - first + 1, last)];
    }
}

FieldColours fieldColours(const WaferPicture& picture)
{
    const Theme& theme = themeOf(picture.theme);
    const Field& field = *picture.field;
    if (natureOf(field.kind) == FieldNature::Category)
        return {field.kind, theme};
    return {legendRange(field, picture.legend, picture.contents.get()), tableOf(picture.legend.ramp, theme),
            clippedColour(theme).rgb()};
}

std::shared_ptr<const Field> pooled(std::shared_ptr<const Field> field, int stride)
{
    if (!field || field->stride >= stride)
        return field;
    const int factor = (stride + field->stride - 1) / field->stride;
    auto coarse = std::make_shared<Field>();
    coarse->kind = field->kind;
    coarse->area = field->area;
    coarse->stride = field->stride * factor;
    coarse->reduction = field->reduction;
    coarse->time = field->time;
    coarse->least = field->least;
    coarse->most = field->most;
    coarse->values.resize(std::size_t(coarse->columns()) * std::size_t(coarse->rows()));
    for (int row = 0; row < coarse->rows(); ++row)
        poolRow(*field, *coarse, row, factor);
    return coarse;
}

QImage colouredField(const Field& field, const FieldColours& colours)
{
    QImage image(field.columns(), field.rows(), QImage::Format_RGB32);
    const auto columns = static_cast<std::size_t>(field.columns());
    for (int row = 0; row < field.rows(); ++row)
        colours.paint(field.values.data() + std::size_t(row) * columns, columns,
                      reinterpret_cast<QRgb*>(image.scanLine(row)));
    return image;
}

std::optional<float> valueOf(const Field& field, PeCoord pe)
{
    if (!field.area.contains(pe))
        return std::nullopt;
    const auto column = static_cast<std::size_t>((pe.x - field.area.origin.x) / field.stride);
    const auto row = static_cast<std::size_t>((pe.y - field.area.origin.y) / field.stride);
    return field.values.at(row * static_cast<std::size_t>(field.columns()) + column);
}

} // namespace waferscope
