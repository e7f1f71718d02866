#include "emulator/step/fields/field_evaluator.h"

#include "core/base/check.h"
#include "emulator/step/fields/kernel_frame.h"
#include "emulator/step/fields/link_frame.h"
#include "emulator/step/fields/pe_description.h"
#include "emulator/step/fields/range_of.h"
#include "emulator/step/fields/streaming_frame.h"
#include "emulator/step/in_arena.h"

#include <tbb/parallel_for.h>

#include <algorithm>

namespace waferscope {

namespace {

/// The same value on every PE.
class UniformFrame : public FieldFrame {
public:
    explicit UniformFrame(float value)
        : m_value(value)
    {
    }
    void paint(const PeRect& area, float* values) const override { std::fill_n(values, area.peCount(), m_value); }

private:
    float m_value;
};

} // namespace

struct FieldEvaluator::Parts {
    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    Cycles length;
    LogIndex index;
    std::shared_ptr<const PlacedKernels> kernels; ///< pipelined
    std::shared_ptr<const LaneMap> lanes; ///< pipelined
    std::unique_ptr<const StreamedLayers> streamed; ///< weight streaming

    [[nodiscard]] std::unique_ptr<const FieldFrame> frame(std::int64_t time, FieldKind kind) const
    {
        if (kind == FieldKind::SramCode)
            return std::make_unique<UniformFrame>(static_cast<float>(layout->system().reservedSram.count()));
        if (streamed)
            return std::make_unique<StreamingFrame>(*streamed, index, time, kind, layout->system().columns);
        if (kind == FieldKind::LinkDemand || kind == FieldKind::LinkUtilization || directionOf(kind))
            return std::make_unique<LinkFrame>(lanes, index, time, kind);
        return std::make_unique<KernelFrame>(kernels, index, time, kind);
    }
};

namespace {

/// Paints one band of a field: a few rows of its values.
class BandPainter {
public:
    BandPainter(const FieldFrame& frame, Field& field)
        : m_frame(frame)
        , m_field(field)
    {
    }

    /// The rows of values from `first` on, `count` of them. Returns their range.
    [[nodiscard]] Range paint(int first, int count) const
    {
        const auto columns = static_cast<std::size_t>(m_field.columns());
        float* values = m_field.values.data() + static_cast<std::size_t>(first) * columns;
        const PeRect& area = m_field.area;
        const int top = area.origin.y + first * m_field.stride;
        const int bottom = std::min(area.bottom(), top + count * m_field.stride);
        const PeRect band{{area.origin.x, top}, area.width, bottom - top};
        if (m_field.stride == 1)
            m_frame.paint(band, values);
        else
            reduce(band, values);
        return rangeOf(values, columns * static_cast<std::size_t>(count));
    }

private:
    void reduce(const PeRect& band, float* values) const
    {
        std::vector<float> pes(static_cast<std::size_t>(band.peCount()));
        m_frame.paint(band, pes.data());
        for (int y = 0; y < band.height; y += m_field.stride) {
            const int rows = std::min(m_field.stride, band.height - y);
            for (int x = 0; x < band.width; x += m_field.stride)
                *values++ = blockOf(pes.data() + static_cast<std::ptrdiff_t>(y) * band.width + x, band.width,
                                    std::min(m_field.stride, band.width - x), rows);
        }
    }

    [[nodiscard]] float blockOf(const float* pes, int pitch, int columns, int rows) const
    {
        float most = pes[0];
        float sum = 0.0F;
        for (int y = 0; y < rows; ++y, pes += pitch)
            for (int x = 0; x < columns; ++x) {
                most = std::max(most, pes[x]);
                sum += pes[x];
            }
        return m_field.reduction == Reduction::Max ? most : sum / static_cast<float>(columns * rows);
    }

    const FieldFrame& m_frame;
    Field& m_field;
};

PeRect cutTo(const PeRect& fabric, const PeRect& area)
{
    PeRect cut;
    cut.origin = {std::max(fabric.origin.x, area.origin.x), std::max(fabric.origin.y, area.origin.y)};
    cut.width = std::max(0, std::min(fabric.right(), area.right()) - cut.origin.x);
    cut.height = std::max(0, std::min(fabric.bottom(), area.bottom()) - cut.origin.y);
    return cut;
}

void paintField(const FieldFrame& frame, Field& field)
{
    constexpr int kRowsOfPes = 16; // a band's values stay in the nearest cache
    const int rowsOfBand = std::max(1, kRowsOfPes / field.stride);
    const auto bands = static_cast<std::size_t>((field.rows() + rowsOfBand - 1) / rowsOfBand);
    std::vector<Range> ranges(bands);
    const BandPainter painter(frame, field);
    tbb::parallel_for(
        std::size_t{0}, bands,
        [&](std::size_t band) {
            const int first = static_cast<int>(band) * rowsOfBand;
            ranges[band] = painter.paint(first, std::min(rowsOfBand, field.rows() - first));
        },
        tbb::static_partitioner{});
    field.least = ranges.front().least;
    field.most = ranges.front().most;
    for (const Range& range : ranges) {
        field.least = std::min(field.least, range.least);
        field.most = std::max(field.most, range.most);
    }
}

} // namespace

FieldEvaluator::FieldEvaluator(std::shared_ptr<const Layout> layout, std::shared_ptr<const Evaluation> evaluation,
                               const Assumptions& assumptions, const EventLog& log)
{
    WAFERSCOPE_CHECK(layout && evaluation && layout->mode() == evaluation->mode());
    LogIndex index(log, layout->graph()->size(), layout->graph()->edges().size());
    Parts parts{std::move(layout), std::move(evaluation), log.watermark, std::move(index), nullptr, nullptr, nullptr};
    if (parts.layout->mode() == Mode::WeightStreaming) {
        parts.streamed = std::make_unique<const StreamedLayers>(*parts.layout, *parts.evaluation, assumptions);
    } else {
        const CostModel cost = CostModel::of(parts.layout->execution(), parts.layout->system(), assumptions)
                                   .keeping(parts.evaluation->pipelined().stash);
        parts.kernels = std::make_shared<const PlacedKernels>(*parts.layout, *parts.evaluation, cost);
        parts.lanes = std::make_shared<const LaneMap>(*parts.layout, *parts.evaluation);
    }
    m_parts = std::make_unique<const Parts>(std::move(parts));
}

FieldEvaluator::~FieldEvaluator() = default;
FieldEvaluator::FieldEvaluator(FieldEvaluator&&) noexcept = default;
FieldEvaluator& FieldEvaluator::operator=(FieldEvaluator&&) noexcept = default;

Field FieldEvaluator::evaluate(Cycles time, const FieldRequest& request, int threads) const
{
    Field field;
    inArena(threads, [&] { evaluateInto(field, time, request); });
    return field;
}

void FieldEvaluator::evaluateInto(Field& field, Cycles time, const FieldRequest& request) const
{
    WAFERSCOPE_CHECK(request.stride >= 1);
    field.kind = request.kind;
    field.area = cutTo(m_parts->layout->system().fabric(), request.area);
    field.stride = request.stride;
    field.reduction = request.reduction;
    field.time = time;
    field.least = 0.0F;
    field.most = 0.0F;
    field.values.resize(static_cast<std::size_t>(field.columns()) * static_cast<std::size_t>(field.rows()));
    if (field.values.empty())
        return;
    paintField(*m_parts->frame(time.count(), request.kind), field);
}

std::string FieldEvaluator::describe(Cycles time, PeCoord pe) const
{
    WAFERSCOPE_CHECK(m_parts->layout->system().fabric().contains(pe));
    const Layout& layout = *m_parts->layout;
    if (m_parts->streamed)
        return describeStreamed(layout, *m_parts->streamed, m_parts->index, time.count(), pe);
    return describePlaced(layout, *m_parts->kernels, m_parts->index, time.count(), pe);
}

Cycles FieldEvaluator::length() const
{
    return m_parts->length;
}

} // namespace waferscope
