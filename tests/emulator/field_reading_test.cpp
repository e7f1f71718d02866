#include "emulator/step/fields/field_evaluator.h"
#include "tests/test_class.h"

#include "core/layout/footprint.h"
#include "model/pipelined/kernel_cost.h"
#include "sample_runs.h"

#include <QTest>

#include <cmath>
#include <map>
#include <tuple>

namespace waferscope {

using samples::forEachPe;
using samples::Ran;
using samples::randomCase;
using samples::valueAt;

/// Fields against a direct reading of the log: one PE and one link at a time, without any of the evaluator's short
/// cuts.
class FieldReadingTest : public QObject {
    Q_OBJECT

private slots:
    void everyPeIsAsTheLogSays_data() { addSeeds(12); }
    void everyPeIsAsTheLogSays();
    void everyLinkIsAsTheLogSays_data() { addSeeds(8); }
    void everyLinkIsAsTheLogSays();
    void memoryStaysWithinTheFormulasAndEndsEmpty_data() { addSeeds(12); }
    void memoryStaysWithinTheFormulasAndEndsEmpty();

private:
    static void addSeeds(int count)
    {
        QTest::addColumn<int>("seed");
        for (int seed = 0; seed < count; ++seed)
            QTest::addRow("layout %d", seed) << seed;
    }
};

static std::int64_t shareOf(std::int64_t whole, std::int64_t parts, std::int64_t i)
{
    return whole / parts + (i < whole % parts ? 1 : 0);
}

/// What one PE should show, worked out from its place alone.
class PeReading {
public:
    PeReading(const Ran& ran, KernelId id)
        : m_id(id)
        , m_kernel((*ran.layout->graph())[id])
        , m_placed(ran.layout->mapping()[id])
        , m_model(CostModel::of(ran.layout->execution(), ran.layout->system(), shippedAssumptions()))
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
    KernelId m_id;
    const Kernel& m_kernel;
    const PlacedKernel& m_placed;
    CostModel m_model;
    std::int64_t m_cycles;
    std::vector<std::pair<std::int64_t, std::int64_t>> m_intervals[8];
};

/// The PE's own fields at one time.
struct PeFields {
    PeFields(const Ran& ran, std::int64_t when)
        : time(when)
        , busy(ran.whole(when, FieldKind::Busy))
        , traffic(ran.whole(when, FieldKind::SramTraffic))
        , role(ran.whole(when, FieldKind::Role))
        , stall(ran.whole(when, FieldKind::Stall))
    {
    }

    [[nodiscard]] bool agree(const PeReading& reading, PeCoord pe) const
    {
        const PeRole here = reading.place(pe).role;
        const float value = valueAt(busy, pe);
        const bool stalled = here != PeRole::Idle && reading.within(Phase::Stall, time, -1);
        if (here == PeRole::Reduce ? value < 0.0F || value > 1.0F : value != (reading.isBusy(pe, time) ? 1.0F : 0.0F))
            return false;
        return valueAt(role, pe) == static_cast<float>(here) && (valueAt(stall, pe) > 0.0F) == stalled
            && (valueAt(traffic, pe) > 0.0F) == (value > 0.0F) && valueAt(traffic, pe) <= 24.0F;
    }

    [[nodiscard]] bool isOutside(std::size_t i) const
    {
        return busy.values[i] == 0.0F && stall.values[i] == 0.0F && traffic.values[i] == 0.0F
            && (role.values[i] == 0.0F || role.values[i] == static_cast<float>(PeRole::Route));
    }

    std::int64_t time;
    Field busy;
    Field traffic;
    Field role;
    Field stall;
};

void FieldReadingTest::everyPeIsAsTheLogSays()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 40));
    Random random(static_cast<std::uint64_t>(seed));
    bool anyBusy = false;
    for (int round = 0; round < 12; ++round) {
        const PeFields fields(ran, ran.time(random));
        std::vector<bool> inKernel(fields.busy.values.size(), false);
        bool agree = true;
        for (std::size_t k = 0; k < ran.layout->graph()->size(); ++k) {
            const PeReading reading(ran, KernelId{k});
            forEachPe(ran.layout->mapping().kernels[k].rectangle, [&](PeCoord pe) {
                inKernel[static_cast<std::size_t>(pe.y) * static_cast<std::size_t>(fields.busy.columns())
                         + static_cast<std::size_t>(pe.x)] = true;
                agree = agree && fields.agree(reading, pe);
            });
        }
        QVERIFY(agree);
        for (std::size_t i = 0; i < inKernel.size(); ++i)
            QVERIFY(inKernel[i] || fields.isOutside(i));
        anyBusy = anyBusy || fields.busy.most > 0.0F;
    }
    QVERIFY(anyBusy);
}

/// Loads of all links at one time, summed up link by link.
class LinkReading {
public:
    LinkReading(const Ran& ran, std::int64_t time)
        : m_ran(ran)
        , m_time(time)
    {
        for (std::vector<double>& links : m_wanted)
            links.resize(static_cast<std::size_t>(ran.fabric().peCount()));
        for (std::vector<double>& links : m_carried)
            links.resize(static_cast<std::size_t>(ran.fabric().peCount()));
        std::map<std::tuple<std::size_t, bool, int>, std::vector<LaneRun>> lanes;
        for (const LaneRun& run : ran.evaluation->pipelined().lanes) {
            std::vector<LaneRun>& lane = lanes[{run.edge.index(), run.backward, run.lane}];
            lane.insert(run.backward ? lane.begin() : lane.end(), run);
        }
        for (const auto& [key, runs] : lanes)
            addLane(runs);
    }

    [[nodiscard]] double wanted(std::size_t pe) const { return most(m_wanted, pe); }
    [[nodiscard]] double carried(std::size_t pe) const { return most(m_carried, pe); }

private:
    static double most(const std::vector<double> (&links)[4], std::size_t pe)
    {
        return std::max({links[0][pe], links[1][pe], links[2][pe], links[3][pe]});
    }

    void addLane(const std::vector<LaneRun>& runs)
    {
        const bool backward = runs.front().backward;
        const EdgeId edge = runs.front().edge;
        const StreamActor actor{edge, backward ? StreamDirection::Backward : StreamDirection::Forward};
        const auto sent = m_ran.intervals(actor, backward ? Phase::InputGradient : Phase::Forward);
        const Edge& ends = (*m_ran.layout->graph())[edge];
        const KernelId feeder = backward ? ends.to : ends.from;
        const auto making = static_cast<double>(m_ran.evaluation->kernels[feeder.index()].cycles.count());
        std::int64_t hop = 0;
        for (const LaneRun& run : runs)
            for (int i = 0; i < run.length; ++i, ++hop)
                for (const auto& [start, end] : sent)
                    if (m_time - hop >= start && m_time - hop < end)
                        addLoad(run, i, making, static_cast<double>(end - start));
    }

    void addLoad(const LaneRun& run, int i, double making, double sending)
    {
        constexpr int kX[] = {1, -1, 0, 0};
        constexpr int kY[] = {0, 0, 1, -1};
        const auto direction = static_cast<std::size_t>(run.direction);
        const std::int64_t x = run.from.x + kX[direction] * i;
        const std::int64_t y = run.from.y + kY[direction] * i;
        const auto pe = static_cast<std::size_t>(y * m_ran.fabric().width + x);
        m_wanted[direction][pe] += static_cast<double>(run.wavelets) / making;
        m_carried[direction][pe] += static_cast<double>(run.wavelets) / sending;
    }

    const Ran& m_ran;
    std::int64_t m_time;
    std::vector<double> m_wanted[4]; ///< by direction
    std::vector<double> m_carried[4];
};

void FieldReadingTest::everyLinkIsAsTheLogSays()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 40));
    Random random(static_cast<std::uint64_t>(seed));
    double carriedAll = 0.0;
    for (int round = 0; round < 12; ++round) {
        const std::int64_t time = ran.time(random);
        const LinkReading reading(ran, time);
        const Field demand = ran.whole(time, FieldKind::LinkDemand);
        const Field utilization = ran.whole(time, FieldKind::LinkUtilization);
        for (std::size_t i = 0; i < demand.values.size(); ++i) {
            const double wanted = reading.wanted(i);
            const double carried = reading.carried(i);
            QVERIFY(std::abs(static_cast<double>(demand.values[i]) - wanted) <= 1e-5 * (1.0 + wanted));
            QVERIFY(std::abs(static_cast<double>(utilization.values[i]) - std::min(1.0, carried)) <= 1e-5);
            carriedAll += carried;
        }
    }
    QVERIFY(carriedAll > 0.0);
}

/// Bytes of every PE of a kernel: between what is always there and what the formulas allow.
static bool isWithinFormulas(const Ran& ran, const Field& used, std::size_t kernel, bool empty)
{
    const KernelGraph& graph = *ran.layout->graph();
    const PlacedKernel& placed = ran.layout->mapping().kernels[kernel];
    const CostModel model = CostModel::of(ran.layout->execution(), ran.layout->system(), shippedAssumptions())
                                .keeping(ran.evaluation->pipelined().stash);
    bool within = true;
    forEachPe(placed.rectangle, [&](PeCoord pe) {
        const PePlace place = placeInside(graph.kernels()[kernel], placed.arguments, model.run, unrotated(placed, pe));
        const PeMemory full = memoryOf(graph, KernelId{kernel}, placed.arguments, place.role, model);
        const auto always = static_cast<float>((full.weights + full.gradients + full.optimizer).count());
        const float here = valueAt(used, pe);
        within = within && here >= always && here <= static_cast<float>(full.total().count()) * 1.000001F
            && (!empty || here == always);
    });
    return within;
}

void FieldReadingTest::memoryStaysWithinTheFormulasAndEndsEmpty()
{
    QFETCH(const int, seed);
    const Ran ran(randomCase(static_cast<std::uint64_t>(seed), 60));
    Random random(static_cast<std::uint64_t>(seed));
    std::vector<std::int64_t> times{0, ran.emulation.cycles.count() - 1};
    for (int i = 0; i < 20; ++i)
        times.push_back(ran.time(random));
    for (std::size_t i = 0; i < times.size(); ++i) {
        const Field used = ran.whole(times[i], FieldKind::SramUsed);
        for (std::size_t k = 0; k < ran.layout->graph()->size(); ++k)
            QVERIFY(isWithinFormulas(ran, used, k, i < 2));
    }
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::FieldReadingTest)
#include "field_reading_test.moc"
