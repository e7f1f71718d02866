#include "emulator/step/field_evaluator.h"

#include "emulator/step/kernel_shares.h"
#include "sample_layouts.h"

#include <QTest>

#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace waferscope {

class FieldEvaluatorTest : public QObject {
    Q_OBJECT

private slots:
    void everyPeIsAsADirectReadingOfTheLogSays_data() { addSeeds(12); }
    void everyPeIsAsADirectReadingOfTheLogSays();
    void everyLinkIsAsADirectReadingOfTheLogSays_data() { addSeeds(8); }
    void everyLinkIsAsADirectReadingOfTheLogSays();
    void memoryStaysWithinTheFormulasAndEndsEmpty_data() { addSeeds(12); }
    void memoryStaysWithinTheFormulasAndEndsEmpty();
    void threadsChangeNothing();
    void cutsAndBlocksAreThoseOfTheWholeField();
    void sharesAreThoseOfTheRoles();
    void streamedLayersFillTheirRectangle();
    void describesEveryPe();
    void areasOutsideAreCut();

private:
    static void addSeeds(int count)
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < count; ++seed)
            QTest::addRow("layout %d", seed) << seed;
    }
};

using samples::Case;
using samples::emulated;
using samples::randomCase;
using samples::streamedCase;

/// A run with its evaluator.
struct Ran {
    explicit Ran(Case made)
        : layout(made.layout)
        , evaluation(made.evaluation)
        , emulation(emulated(made))
        , fields(layout, evaluation, shippedAssumptions(), emulation.log)
    {
    }

    [[nodiscard]] PeRect fabric() const { return layout->system().fabric(); }
    [[nodiscard]] Field whole(std::int64_t time, FieldKind kind, int threads = 0) const
    {
        return fields.evaluate(Cycles{time}, {kind, fabric()}, threads);
    }
    /// Times all over the run, most of them while something works.
    [[nodiscard]] std::int64_t time(Random& random) const
    {
        const std::int64_t working = (emulation.fill + emulation.steady).count() + 500;
        const std::int64_t step = emulation.cycles.count() / emulation.steps;
        return static_cast<std::int64_t>(random.below(2)) * step
            + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(std::min(working, step))));
    }

    /// All intervals of the log of one actor and phase.
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::int64_t>> intervals(const Actor& actor, Phase phase) const
    {
        std::vector<std::pair<std::int64_t, std::int64_t>> found;
        for (const SpanChunk& chunk : emulation.log.chunks)
            for (const Span& span : *chunk)
                for (std::int64_t i = 0; span.actor == actor && span.phase == phase && i < span.repeats; ++i) {
                    const std::int64_t start = (span.start + span.period * i).count();
                    found.emplace_back(start, start + span.length.count());
                }
        return found;
    }

    std::shared_ptr<const Layout> layout;
    std::shared_ptr<const Evaluation> evaluation;
    Emulation emulation;
    FieldEvaluator fields;
};

static std::int64_t shareOf(std::int64_t whole, std::int64_t parts, std::int64_t i)
{
    return whole / parts + (i < whole % parts ? 1 : 0);
}

/// What one PE should show, worked out from its place alone.
class PeReading {
public:
    PeReading(const Ran& ran, KernelId id)
        : m_ran(ran)
        , m_id(id)
        , m_kernel((*ran.layout->graph)[id])
        , m_placed(std::get<Mapping>(ran.layout->arrangement)[id])
        , m_model(CostModel::of(ran.layout->execution, ran.layout->system(), shippedAssumptions()))
        , m_cycles(ran.evaluation->kernels[id.index()].cycles.count())
    {
        for (const Phase phase :
             {Phase::Forward, Phase::InputGradient, Phase::WeightGradient, Phase::Loss, Phase::Update, Phase::Stall})
            m_intervals[static_cast<std::size_t>(phase)] = ran.intervals(KernelActor{id}, phase);
    }

    [[nodiscard]] PePlace place(PeCoord pe) const
    {
        return placeInside(m_kernel, m_placed.arguments, m_model.run, unrotated(m_placed, pe));
    }

    /// Cycles of one sample on this PE: the formula with its own shares in place of the ceil shares.
    [[nodiscard]] std::int64_t cyclesOf(const PePlace& place) const
    {
        const ConvShape& conv = m_kernel.convs[place.conv];
        const ChannelSplit& split = m_placed.arguments.splits[place.conv];
        const auto work = [&](std::int64_t down, std::int64_t across, std::int64_t in, std::int64_t out) {
            const double pixels = static_cast<double>(down * across) / static_cast<double>(conv.stride * conv.stride);
            return pixels == 0.0 ? 0.0
                                 : static_cast<double>(in * out)
                    * (static_cast<double>(m_model.vectorSetup.count())
                       + std::ceil(pixels / (m_model.macsPerCycle * m_model.efficiency)));
        };
        const ExecutionArguments& arguments = m_placed.arguments;
        const double own = work(shareOf(conv.height, arguments.height, place.tile / arguments.width),
                                shareOf(conv.width, arguments.width, place.tile % arguments.width),
                                shareOf(conv.inputChannels, split.inputs, place.inputSplit),
                                shareOf(conv.outputChannels, split.outputs, place.outputSplit));
        const double most =
            work(shareOf(conv.height, arguments.height, 0), shareOf(conv.width, arguments.width, 0),
                 shareOf(conv.inputChannels, split.inputs, 0), shareOf(conv.outputChannels, split.outputs, 0));
        return std::min(m_cycles, static_cast<std::int64_t>(std::ceil(static_cast<double>(m_cycles) * own / most)));
    }

    [[nodiscard]] bool isBusy(PeCoord pe, std::int64_t time) const
    {
        const PePlace here = place(pe);
        const PeCoord inside = unrotated(m_placed, pe);
        const int width = footprint(m_kernel, m_placed.arguments, m_model.run).width;
        const bool forward = here.role == PeRole::Forward;
        const std::int64_t itsTime = time - (forward ? inside.x : width - 1 - inside.x);
        const std::int64_t own = cyclesOf(here);
        switch (here.role) {
        case PeRole::Forward: return within(Phase::Forward, itsTime, own);
        case PeRole::InputGradient:
            return within(Phase::InputGradient, itsTime, own) || within(Phase::Loss, itsTime, -1);
        case PeRole::WeightGradient:
            return within(Phase::WeightGradient, itsTime, own) || within(Phase::Loss, itsTime, -1)
                || within(Phase::Update, itsTime, -1);
        default: return false;
        }
    }

    /// In the first `own` cycles of an interval, or all of it when negative.
    [[nodiscard]] bool within(Phase phase, std::int64_t time, std::int64_t own) const
    {
        for (const auto& [start, end] : m_intervals[static_cast<std::size_t>(phase)])
            if (time >= start && time < (own < 0 ? end : start + own))
                return true;
        return false;
    }

private:
    const Ran& m_ran;
    KernelId m_id;
    const Kernel& m_kernel;
    const PlacedKernel& m_placed;
    CostModel m_model;
    std::int64_t m_cycles;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_intervals[8];
};

static float valueAt(const Field& field, PeCoord pe)
{
    return field.values[static_cast<std::size_t>(pe.y - field.area.origin.y) * static_cast<std::size_t>(field.columns())
                        + static_cast<std::size_t>(pe.x - field.area.origin.x)];
}

template <typename Visit>
static void forEachPe(const PeRect& rect, Visit visit)
{
    for (int y = rect.origin.y; y < rect.bottom(); ++y)
        for (int x = rect.origin.x; x < rect.right(); ++x)
            visit(PeCoord{x, y});
}

void FieldEvaluatorTest::everyPeIsAsADirectReadingOfTheLogSays()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 40));
    Random random(static_cast<std::uint64_t>(seed));
    std::int64_t busyPes = 0;
    for (int round = 0; round < 12; ++round) {
        const std::int64_t time = ran.time(random);
        const Field busy = ran.whole(time, FieldKind::Busy);
        const Field traffic = ran.whole(time, FieldKind::SramTraffic);
        const Field role = ran.whole(time, FieldKind::Role);
        const Field stall = ran.whole(time, FieldKind::Stall);
        std::vector<bool> inKernel(busy.values.size(), false);
        for (std::size_t k = 0; k < ran.layout->graph->size(); ++k) {
            const PeReading reading(ran, KernelId{k});
            forEachPe(std::get<Mapping>(ran.layout->arrangement).kernels[k].rectangle, [&](PeCoord pe) {
                inKernel[static_cast<std::size_t>(pe.y * busy.columns() + pe.x)] = true;
                const PeRole here = reading.place(pe).role;
                QCOMPARE(valueAt(role, pe), static_cast<float>(here));
                QCOMPARE(valueAt(stall, pe) > 0.0F, here != PeRole::Idle && reading.within(Phase::Stall, time, -1));
                QCOMPARE(valueAt(traffic, pe) > 0.0F, valueAt(busy, pe) > 0.0F);
                QVERIFY(valueAt(traffic, pe) <= 24.0F);
                if (here == PeRole::Reduce)
                    QVERIFY(valueAt(busy, pe) >= 0.0F && valueAt(busy, pe) <= 1.0F);
                else
                    QCOMPARE(valueAt(busy, pe), reading.isBusy(pe, time) ? 1.0F : 0.0F);
                busyPes += valueAt(busy, pe) > 0.0F ? 1 : 0;
            });
        }
        for (std::size_t i = 0; i < inKernel.size(); ++i)
            if (!inKernel[i])
                QVERIFY(busy.values[i] == 0.0F && stall.values[i] == 0.0F
                        && (role.values[i] == 0.0F || role.values[i] == static_cast<float>(PeRole::Route)));
    }
    QVERIFY(busyPes > 0);
}

void FieldEvaluatorTest::everyLinkIsAsADirectReadingOfTheLogSays()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 40));
    Random random(static_cast<std::uint64_t>(seed));
    const KernelGraph& graph = *ran.layout->graph;
    const auto columns = static_cast<std::size_t>(ran.fabric().width);
    double carriedAll = 0.0;
    for (int round = 0; round < 12; ++round) {
        const std::int64_t time = ran.time(random);
        std::vector<double> demand[4];
        std::vector<double> carried[4];
        for (int direction = 0; direction < 4; ++direction) {
            demand[direction].resize(static_cast<std::size_t>(ran.fabric().peCount()));
            carried[direction].resize(static_cast<std::size_t>(ran.fabric().peCount()));
        }
        std::map<std::tuple<std::size_t, bool, int>, std::vector<LaneRun>> lanes;
        for (const LaneRun& run : ran.evaluation->lanes) {
            std::vector<LaneRun>& lane = lanes[{run.edge.index(), run.backward, run.lane}];
            lane.insert(run.backward ? lane.begin() : lane.end(), run);
        }
        for (const auto& [key, runs] : lanes) {
            const auto& [edge, backward, lane] = key;
            const auto direction = backward ? StreamDirection::Backward : StreamDirection::Forward;
            const auto sent =
                ran.intervals(StreamActor{EdgeId{edge}, direction}, backward ? Phase::InputGradient : Phase::Forward);
            const KernelId feeder = backward ? graph.edges()[edge].to : graph.edges()[edge].from;
            const auto making = static_cast<double>(ran.evaluation->kernels[feeder.index()].cycles.count());
            std::int64_t hop = 0;
            for (const LaneRun& run : runs)
                for (int i = 0; i < run.length; ++i, ++hop) {
                    const int dx[] = {1, -1, 0, 0};
                    const int dy[] = {0, 0, 1, -1};
                    const auto d = static_cast<std::size_t>(run.direction);
                    const auto pe = static_cast<std::size_t>(run.from.y + dy[d] * i) * columns
                        + static_cast<std::size_t>(run.from.x + dx[d] * i);
                    for (const auto& [start, end] : sent)
                        if (time - hop >= start && time - hop < end) {
                            demand[d][pe] += static_cast<double>(run.wavelets) / making;
                            carried[d][pe] += static_cast<double>(run.wavelets) / static_cast<double>(end - start);
                        }
                }
        }
        const Field wanted = ran.whole(time, FieldKind::LinkDemand);
        const Field used = ran.whole(time, FieldKind::LinkUtilization);
        for (std::size_t i = 0; i < wanted.values.size(); ++i) {
            const double most = std::max({demand[0][i], demand[1][i], demand[2][i], demand[3][i]});
            const double full = std::max({carried[0][i], carried[1][i], carried[2][i], carried[3][i]});
            QVERIFY(std::abs(static_cast<double>(wanted.values[i]) - most) <= 1e-5 * (1.0 + most));
            QVERIFY(std::abs(static_cast<double>(used.values[i]) - std::min(1.0, full)) <= 1e-5);
            carriedAll += full;
        }
    }
    QVERIFY(carriedAll > 0.0);
}

void FieldEvaluatorTest::memoryStaysWithinTheFormulasAndEndsEmpty()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 60));
    const KernelGraph& graph = *ran.layout->graph;
    const Mapping& mapping = std::get<Mapping>(ran.layout->arrangement);
    const CostModel model = CostModel::of(ran.layout->execution, ran.layout->system(), shippedAssumptions());
    Random random(static_cast<std::uint64_t>(seed));
    std::vector<std::int64_t> times{0, ran.emulation.cycles.count() - 1};
    for (int i = 0; i < 20; ++i)
        times.push_back(ran.time(random));
    for (std::size_t round = 0; round < times.size(); ++round) {
        const Field used = ran.whole(times[round], FieldKind::SramUsed);
        for (std::size_t k = 0; k < graph.size(); ++k)
            forEachPe(mapping.kernels[k].rectangle, [&](PeCoord pe) {
                const PePlace place = placeInside(graph.kernels()[k], mapping.kernels[k].arguments, model.run,
                                                  unrotated(mapping.kernels[k], pe));
                const PeMemory full = memoryOf(graph, KernelId{k}, mapping.kernels[k].arguments, place.role, model);
                const auto always = static_cast<float>((full.weights + full.gradients + full.optimizer).count());
                QVERIFY(valueAt(used, pe) <= static_cast<float>(full.total().count()) * 1.000001F);
                QVERIFY(valueAt(used, pe) >= always);
                if (round < 2)
                    QCOMPARE(valueAt(used, pe), always);
            });
    }
}

void FieldEvaluatorTest::threadsChangeNothing()
{
    const Ran runs[] = {Ran(randomCase(1, 100)), Ran(randomCase(2, 100)), Ran(streamedCase(3, 40, 10))};
    Random random(1);
    for (const Ran& ran : runs)
        for (int kind = 0; kind < kFieldKindCount; ++kind)
            for (int round = 0; round < 5; ++round) {
                const std::int64_t time = ran.time(random);
                const Field one = ran.whole(time, static_cast<FieldKind>(kind), 1);
                const Field two = ran.whole(time, static_cast<FieldKind>(kind), 2);
                QVERIFY(one.values == two.values && one.least == two.least && one.most == two.most);
            }
}

void FieldEvaluatorTest::cutsAndBlocksAreThoseOfTheWholeField()
{
    const Ran runs[] = {Ran(randomCase(4, 100)), Ran(streamedCase(4, 40, 10))};
    Random random(4);
    for (const Ran& ran : runs)
        for (int round = 0; round < 60; ++round) {
            const auto draw = [&random](int bound) {
                return static_cast<int>(random.below(static_cast<std::uint64_t>(bound)));
            };
            FieldRequest request;
            request.kind = static_cast<FieldKind>(draw(kFieldKindCount));
            request.area.origin = {draw(60), draw(300)};
            request.area.width = 1 + draw(ran.fabric().width - request.area.origin.x);
            request.area.height = 1 + draw(ran.fabric().height - request.area.origin.y);
            request.stride = 1 + draw(round % 2 == 0 ? 1 : 40);
            request.reduction = draw(2) == 0 ? Reduction::Max : Reduction::Mean;
            const std::int64_t time = ran.time(random);
            const Field whole = ran.whole(time, request.kind);
            const Field field = ran.fields.evaluate(Cycles{time}, request);
            QCOMPARE(field.values.size(),
                     static_cast<std::size_t>(field.columns()) * static_cast<std::size_t>(field.rows()));
            for (int row = 0; row < field.rows(); ++row)
                for (int column = 0; column < field.columns(); ++column) {
                    float most = -1.0F;
                    float sum = 0.0F;
                    int count = 0;
                    for (int y = row * request.stride; y < std::min(request.area.height, (row + 1) * request.stride);
                         ++y)
                        for (int x = column * request.stride;
                             x < std::min(request.area.width, (column + 1) * request.stride); ++x, ++count) {
                            const float pe = valueAt(whole, {request.area.origin.x + x, request.area.origin.y + y});
                            most = std::max(most, pe);
                            sum += pe;
                        }
                    const float expected = request.reduction == Reduction::Max ? most : sum / static_cast<float>(count);
                    QCOMPARE(field.values[static_cast<std::size_t>(row * field.columns() + column)], expected);
                }
            QCOMPARE(field.least, *std::min_element(field.values.begin(), field.values.end()));
            QCOMPARE(field.most, *std::max_element(field.values.begin(), field.values.end()));
        }
}

/// Also of two convolutions side by side, and of channels shared over rows and columns.
void FieldEvaluatorTest::sharesAreThoseOfTheRoles()
{
    Random random(11);
    for (int round = 0; round < 200; ++round) {
        const auto draw = [&random](std::int64_t bound) {
            return 1 + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(bound)));
        };
        Kernel kernel = samples::convolution("layer", draw(9), 3, draw(20), draw(20));
        if (round % 3 == 0)
            kernel.convs.push_back(
                samples::convolution("beside", kernel.convs[0].height, 1, draw(20), draw(20)).convs[0]);
        if (round % 3 == 1) {
            kernel.kind = KernelKind::Channelwise;
            kernel.convs[0].outputChannels = 1;
        }
        PlacedKernel placed;
        placed.arguments.height = static_cast<int>(draw(kernel.convs[0].height));
        placed.arguments.width = static_cast<int>(draw(kernel.convs[0].width));
        for (std::size_t i = 0; i < kernel.convs.size(); ++i)
            placed.arguments.splits.push_back({static_cast<int>(draw(4)), static_cast<int>(draw(4))});
        const CostModel model = samples::trainingModel();
        const KernelShares shares(kernel, placed, model);
        const Footprint size = footprint(kernel, placed.arguments, model.run);
        QCOMPARE(shares.width(), size.width);
        QCOMPARE(shares.height(), size.height);
        const std::int64_t cycles = cyclesPerSample(kernel, placed.arguments, model).count();
        std::int64_t longest = 0;
        std::int64_t channels = 0; // of the first tile's rows, over the forward columns
        for (int y = 0; y < size.height; ++y)
            for (int x = 0; x < size.width; ++x) {
                const PePlace place = placeInside(kernel, placed.arguments, model.run, {x, y});
                const std::size_t rowClass = shares.classOfRow()[static_cast<std::size_t>(y)];
                QCOMPARE(shares.roleAt(rowClass, x), place.role);
                const ColumnShare& column = shares.columns()[static_cast<std::size_t>(x)];
                const RowShare& row = shares.rowOf(rowClass)[column.conv];
                QVERIFY(row.cycles[0] <= row.cycles[1] && row.cycles[1] <= cycles);
                longest = std::max(longest, row.cycles[column.fullShare]);
                channels += place.role == PeRole::Forward && place.conv == 0 ? 1 : 0;
            }
        QCOMPARE(longest, cycles);
        QCOMPARE(channels,
                 std::int64_t{placed.arguments.height} * placed.arguments.width * placed.arguments.splits[0].inputs
                     * placed.arguments.splits[0].outputs);
    }
}

void FieldEvaluatorTest::streamedLayersFillTheirRectangle()
{
    const Ran ran(streamedCase(6, 40, 10));
    int seen = 0;
    for (const StreamedPhase& phase : ran.evaluation->phases) {
        const auto work = ran.intervals(KernelActor{phase.kernel}, phase.phase);
        QCOMPARE(work.size(), std::size_t{8}); // of 4 micro-batches in 2 steps
        const std::int64_t time = work[1].first + ran.fabric().height; // all rows are in it
        if (time >= work[1].second)
            continue;
        ++seen;
        const Field busy = ran.whole(time, FieldKind::Busy);
        const Field role = ran.whole(time, FieldKind::Role);
        const Field memory = ran.whole(time, FieldKind::SramUsed);
        forEachPe(ran.fabric(), [&](PeCoord pe) {
            if (!phase.filled.contains(pe))
                QVERIFY(valueAt(role, pe) == 0.0F && valueAt(busy, pe) == 0.0F);
            else if (phase.compute == Cycles{work[1].second - work[1].first})
                QVERIFY(valueAt(role, pe) > 0.0F);
            QVERIFY(valueAt(memory, pe) <= static_cast<float>(ran.evaluation->memory.capacity.count()));
        });
        QVERIFY(valueAt(busy, {0, 0}) > 0.0F);
        QVERIFY(memory.most > 0.0F);
    }
    QVERIFY(seen > 0);
}

void FieldEvaluatorTest::describesEveryPe()
{
    const Ran runs[] = {Ran(randomCase(8, 100)), Ran(streamedCase(8, 40, 10))};
    Random random(8);
    for (const Ran& ran : runs) {
        std::set<std::string> sentences;
        const Cycles begin = ran.evaluation->mode == Mode::Pipelined ? Cycles{0} : ran.evaluation->phases[0].streamIn;
        for (int round = 0; round < 5; ++round) {
            const Cycles time = round == 0 ? begin : Cycles{ran.time(random)};
            forEachPe(ran.fabric(), [&](PeCoord pe) {
                const std::string sentence = ran.fields.describe(time, pe);
                QVERIFY(sentence.ends_with('.'));
                sentences.insert(sentence);
            });
        }
        QVERIFY(sentences.size() > 1);
    }
}

void FieldEvaluatorTest::areasOutsideAreCut()
{
    const Ran ran(randomCase(9, 20));
    const Field field = ran.fields.evaluate(Cycles{0}, {FieldKind::Role, {{-50, -50}, 1000, 1000}});
    QVERIFY(field.area == ran.fabric());
    const Field none = ran.fields.evaluate(Cycles{0}, {FieldKind::Role, {{500, 500}, 10, 10}});
    QVERIFY(none.values.empty());
}

} // namespace waferscope

QTEST_APPLESS_MAIN(waferscope::FieldEvaluatorTest)
#include "field_evaluator_test.moc"
