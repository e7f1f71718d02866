#include "formats/machines/machines.h"
#include "formats/networks/model.h"
#include "mapping/advice/advice.h"
#include "mapping/advice/grow_kernel.h"
#include "mapping/advice/replica_choice.h"
#include "mapping/kernels/edit_kernel.h"
#include "model/evaluate.h"
#include "tests/changed_layout.h"
#include "tests/test_class.h"

#include <QRegularExpression>
#include <QTest>

#include <atomic>
#include <ctime>
#include <thread>

namespace waferscope {

/// Advice promises what applying it gives.
class AdviceTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void promisesWhatResults_data();
    void promisesWhatResults();
    void namesTheWorkersThatAreNeeded();
    void saysWhatTheInstallationLacks();
    void namesTheBatchBeyondWeights_data();
    void namesTheBatchBeyondWeights();
    void namesTheBatchBeyondWhichLittleIsGained_data();
    void namesTheBatchBeyondWhichLittleIsGained();
    void placesAnewWhatAHandHasSpoiled();
    void growsIntoFreeSpaceAlone();
    void locksAreNamedWhenTheyGo();
    void locksStayWhereTheyCan();
    void movesTheEndOfACrowdedStream();
    void mendsWhatBreaksARule();
    void schedulesAnewWhatIsTooSmall();
    void placesReplicasWhereTheyHelp();
    void saysNothingWhereNothingHelps();
    void endsSoonWhenStopped();

private:
    static MapRequest request(const std::string& model, Mode mode, const char* machine)
    {
        MapRequest request;
        request.network = openModel(model, {}).value().network;
        request.installation = readInstallation(machine).value();
        request.mode = mode;
        request.placing = quick().placing;
        return request;
    }
    /// BERT-Large streamed over so many bytes a second.
    static MapRequest overThinWire(double io, std::int64_t batch)
    {
        auto thin = std::make_shared<Installation>(*readInstallation("cs2").value());
        thin->system.io = BytesPerSecond{io};
        MapRequest wanted = request("gallery:bert-large", Mode::WeightStreaming, "cs2");
        wanted.installation = std::move(thin);
        wanted.execution.batch = batch;
        return wanted;
    }
    static Assumptions withoutFixedTimes()
    {
        return shippedAssumptions().with("host_seconds", 0.0).value().with("phase_seconds", 0.0).value();
    }
    /// Placements need not be the best: advice promises what they come to.
    static AdviceConfig quick()
    {
        AdviceConfig config;
        config.placing.moves = 1000;
        return config;
    }
    static MappedLayout mapped(const std::string& model, Mode mode, const char* machine)
    {
        return mapNetwork(request(model, mode, machine), shippedAssumptions()).value();
    }
    static MappedLayout evaluated(Layout layout, const Assumptions& assumptions = shippedAssumptions())
    {
        auto shared = std::make_shared<const Layout>(std::move(layout));
        auto evaluation = std::make_shared<const Evaluation>(evaluate(*shared, assumptions));
        return {std::move(shared), std::move(evaluation)};
    }
    static EditStart startOf(const MappedLayout& mapped)
    {
        return {mapped.layout, mapped.evaluation, std::make_shared<const Assumptions>(shippedAssumptions())};
    }
    static std::optional<Advice> adviceOn(const MappedLayout& layout,
                                          const Assumptions& assumptions = shippedAssumptions())
    {
        return adviseOn(layout, assumptions, {}, quick()).value();
    }
};

void AdviceTest::promisesWhatResults_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("mode");
#if defined(__SANITIZE_ADDRESS__) // which see nothing new in large ones, in minutes
    const std::vector<const char*> models{"gallery:mnist-mlp", "gallery:screening-mlp"};
#else
    const std::vector<const char*> models{"gallery:unet", "gallery:mnist-mlp", "gallery:screening-mlp",
                                          "gallery:resnet50"};
#endif
    for (const char* model : models)
        for (const Mode mode : {Mode::Pipelined, Mode::WeightStreaming})
            QTest::addRow("%s %s", model, std::string(nameOf(mode)).c_str())
                << QString(model) << static_cast<int>(mode);
}

/// To the last digit, and the sentence says no more than that.
void AdviceTest::promisesWhatResults()
{
    QFETCH(QString, model);
    QFETCH(int, mode);
    const MappedLayout now = mapped(model.toStdString(), static_cast<Mode>(mode), "cs1");
    const std::optional<Advice> advice = adviceOn(now);
    if (!advice)
        return; // a good layout: nothing is promised
    const Evaluation after = evaluate(*advice->changed.layout, shippedAssumptions());
    QVERIFY(after.legal());
    QCOMPARE(after.numbers.samples, advice->changed.evaluation->numbers.samples);
    QCOMPARE(after.stepSamples, advice->changed.evaluation->stepSamples);
    QVERIFY(after.numbers.samples >= now.evaluation->numbers.samples);
    QVERIFY(after.stepSamples >= now.evaluation->stepSamples);
    const std::string text = plain(advice->sentence);
    const QString sentence = QString::fromStdString(text);
    QVERIFY2(text.starts_with(plain(advice->action) + ": "), text.c_str());
    const bool ofStep = sentence.endsWith("over a step.");
    const double ratio = ofStep ? after.stepSamples.count() / now.evaluation->stepSamples.count()
                                : after.numbers.samples.count() / now.evaluation->numbers.samples.count();
    const auto number = QRegularExpression(": ([0-9.]+) (%|times)").match(sentence);
    QVERIFY2(number.hasMatch(), text.c_str());
    const double said =
        number.captured(2) == "%" ? 1.0 + number.captured(1).toDouble() / 100.0 : number.captured(1).toDouble();
    QVERIFY2(said <= ratio + 1e-9 && said > ratio - (ratio < 1.1 ? 0.0011 : 0.11), text.c_str());
}

/// 1,000 samples/s a worker against a network that can take more than six of them deliver, or exactly so many.
void AdviceTest::namesTheWorkersThatAreNeeded()
{
    MapRequest wanted = request("gallery:unet", Mode::Pipelined, "neocortex-2021");
    const double able = mapNetwork(wanted, shippedAssumptions()).value().evaluation->numbers.samples.count();
    const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", able / 2.5).value();
    wanted.execution.workers = 1;
    const Layout layout = *mapNetwork(wanted, shippedAssumptions()).value().layout;
    const std::optional<Advice> advice = adviceOn(evaluated(layout, slow), slow);
    QVERIFY(advice.has_value());
    QCOMPARE(advice->action, Sentence::of(3, " workers"));
    QCOMPARE(advice->changed.layout->execution().workers, 3);
    QCOMPARE(advice->changed.evaluation->numbers.samples.count(), able);
    const std::string text = plain(advice->sentence);
    QVERIFY2(
        text.starts_with("3 workers: 2.4 times as many samples/s. 1 worker feeds 40 % of what the wafer could take; ")
            || text.starts_with("3 workers: 2.5 times as many samples/s. 1 worker feeds 40 % of what the wafer "
                                "could take; "),
        text.c_str());
    QVERIFY2(text.ends_with("; 3 would saturate it."), text.c_str());
}

/// Of six workers, of which all or some are at work, ten are needed; or no number of them, where storage is slow.
void AdviceTest::saysWhatTheInstallationLacks()
{
    for (const Mode mode : {Mode::Pipelined, Mode::WeightStreaming}) {
        MapRequest wanted = request("gallery:resnet50", mode, "neocortex-2021");
        const MappedLayout able = mapNetwork(wanted, shippedAssumptions()).value();
        const double takes = able.evaluation->numbers.samples.count();
        // samples/s of a worker such that ten do and nine do not
        const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", takes / 9.5).value();
        const auto adviceFor = [&](int workers) {
            Execution execution = able.layout->execution();
            execution.workers = workers;
            return adviseOn(evaluated(able.layout->withExecution(execution).value(), slow), slow, {},
                            {.mostEnlarged = 0, .mostReplicated = 0, .placing = quick().placing})
                .value();
        };
        const std::optional<Advice> some = adviceFor(2);
        QVERIFY(some && some->canBeDone);
        QCOMPARE(some->action, Sentence::of(6, " workers"));
        const std::string ofSome = plain(some->sentence);
        QVERIFY2(ofSome.ends_with("2 workers feed 21 % of what the wafer could take; 10 would saturate it, and the "
                                  "installation has 6."),
                 ofSome.c_str());
        const std::optional<Advice> all = adviceFor(6);
        QVERIFY(all && !all->canBeDone);
        const std::string ofAll = plain(all->sentence);
        QVERIFY2(ofAll
                     == "10 workers: 6 workers feed 63 % of what the wafer could take; 10 would saturate it, and "
                        "the installation has 6.",
                 ofAll.c_str());
        QCOMPARE(all->changed.evaluation->stepSamples, evaluate(*all->changed.layout, slow).stepSamples);
    }
    auto host = std::make_shared<Installation>(*readInstallation("neocortex-2021").value());
    host->storage = BytesPerSecond{1e5};
    MapRequest starved = request("gallery:mnist-mlp", Mode::Pipelined, "cs1");
    starved.installation = host;
    starved.execution.workers = host->workers;
    const std::optional<Advice> advice = adviceOn(mapNetwork(starved, shippedAssumptions()).value());
    QVERIFY(advice && !advice->canBeDone);
    const std::string text = plain(advice->sentence);
    QVERIFY2(text.starts_with("Faster storage: 6 workers feed ") && text.ends_with("; storage is in the way of more."),
             text.c_str());
}

void AdviceTest::namesTheBatchBeyondWeights_data()
{
    QTest::addColumn<double>("io");
    QTest::addColumn<int>("batch");
    QTest::newRow("a little short") << 2e10 << 8;
#if !defined(__SANITIZE_ADDRESS__) // which see nothing new in it, in minutes
    QTest::newRow("far short") << 2e10 << 1;
#endif
}

/// Over a thin wire: the least batch, doubled again and again, at which weights bind no more.
void AdviceTest::namesTheBatchBeyondWeights()
{
    QFETCH(double, io);
    QFETCH(int, batch);
    const Assumptions assumptions = withoutFixedTimes();
    MapRequest wanted = overThinWire(io, batch);
    const auto bindsAt = [&](std::int64_t size) {
        wanted.execution.batch = size;
        return kindOf(mapNetwork(wanted, assumptions).value().evaluation->bottleneck);
    };
    const MappedLayout now = mapNetwork(wanted, assumptions).value();
    QVERIFY(kindOf(now.evaluation->bottleneck) == BottleneckKind::WeightStream);
    const std::optional<Advice> advice = adviceOn(now, assumptions);
    QVERIFY(advice.has_value());
    const std::int64_t advised = advice->changed.layout->execution().batch;
    const std::string text = plain(advice->sentence);
    QVERIFY2(text.starts_with("Batch " + std::to_string(advised) + ": "), text.c_str());
    QVERIFY2(text.ends_with(" samples/s. Arithmetic binds from there on."), text.c_str());
    QVERIFY(bindsAt(advised) == BottleneckKind::Compute);
    QVERIFY(bindsAt(advised / 2) == BottleneckKind::WeightStream);
}

void AdviceTest::namesTheBatchBeyondWhichLittleIsGained_data()
{
    QTest::addColumn<double>("io");
    QTest::addColumn<int>("batch");
    QTest::newRow("weights take a little longer") << 2e9 << 128;
#if !defined(__SANITIZE_ADDRESS__) // which see nothing new in it, in minutes
    QTest::newRow("weights take thousands of times as long") << 1e6 << 8;
#endif
}

/// Over a wire so thin that memory is full before weights bind no more.
void AdviceTest::namesTheBatchBeyondWhichLittleIsGained()
{
    QFETCH(double, io);
    QFETCH(int, batch);
    const Assumptions assumptions = withoutFixedTimes();
    MapRequest wanted = overThinWire(io, batch);
    const auto rateAt = [&](std::int64_t size) {
        wanted.execution.batch = size;
        return mapNetwork(wanted, assumptions).value().evaluation->stepSamples.count();
    };
    const std::optional<Advice> advice = adviceOn(mapNetwork(wanted, assumptions).value(), assumptions);
    QVERIFY(advice.has_value());
    const std::string text = plain(advice->sentence);
    QVERIFY2(text.starts_with("Batch ") && text.find(" samples/s. Weights still bind") != std::string::npos,
             text.c_str());
    const std::int64_t advised = advice->changed.layout->execution().batch;
    QVERIFY2(rateAt(2 * advised) < 1.1 * rateAt(advised), text.c_str());
    QVERIFY2(rateAt(advised) >= 1.1 * rateAt(advised / 2), text.c_str());
}

void AdviceTest::placesAnewWhatAHandHasSpoiled()
{
    const MappedLayout good = mapped("gallery:resnet50", Mode::Pipelined, "cs1");
    const KernelId id{10};
    const PeRect& rect = good.layout->mapping()[id].rectangle;
    const PeRect half{rect.origin, rect.width, std::max(1, rect.height / 2)};
    const MappedLayout spoiled = evaluated(resizedKernel(startOf(good), id, half).value());
    QVERIFY(spoiled.evaluation->numbers.samples < good.evaluation->numbers.samples);
    const std::optional<Advice> advice = adviceOn(spoiled);
    QVERIFY(advice.has_value());
    QVERIFY(advice->changed.evaluation->numbers.samples >= good.evaluation->numbers.samples);
    QCOMPARE(advice->changed.layout->name(), spoiled.layout->name());
}

/// The kernel that was made smaller takes back what it has left free; nothing else moves.
void AdviceTest::growsIntoFreeSpaceAlone()
{
    const MappedLayout good = mapped("gallery:resnet50", Mode::Pipelined, "cs1");
    const KernelId id{10};
    const PeRect& rect = good.layout->mapping()[id].rectangle;
    const PeRect half{rect.origin, rect.width, std::max(1, rect.height / 2)};
    const Layout spoiled = resizedKernel(startOf(good), id, half).value();
    QVERIFY(slowestKernel(spoiled, shippedAssumptions()) == id);
    const std::optional<Layout> grown = grownKernel(spoiled, id, shippedAssumptions());
    QVERIFY(grown.has_value());
    const Evaluation after = evaluate(*grown, shippedAssumptions());
    QVERIFY(after.legal());
    QVERIFY(after.kernels[id.index()].cycles < evaluate(spoiled, shippedAssumptions()).kernels[id.index()].cycles);
    const auto& before = spoiled.mapping().kernels;
    const auto& now = grown->mapping().kernels;
    for (std::size_t i = 0; i < before.size(); ++i)
        QVERIFY(i == id.index() || before[i] == now[i]);
    const Layout locked =
        samples::withMapping(spoiled, [&](Mapping& mapping) { mapping.kernels[id.index()].locked = true; });
    QVERIFY(!grownKernel(locked, id, shippedAssumptions()));
    QVERIFY(movedBeside(locked, id, KernelId{11}, shippedAssumptions()).empty());
}

void AdviceTest::locksAreNamedWhenTheyGo()
{
    const MappedLayout good = mapped("gallery:resnet50", Mode::Pipelined, "cs1");
    const KernelId id{10};
    const PeRect& rect = good.layout->mapping()[id].rectangle;
    const PeRect half{rect.origin, rect.width, std::max(1, rect.height / 2)};
    const Layout spoiled = samples::withMapping(resizedKernel(startOf(good), id, half).value(), [](Mapping& mapping) {
        for (PlacedKernel& kernel : mapping.kernels)
            kernel.locked = true;
    });
    const auto advice = adviceOn(evaluated(samples::withBatch(spoiled, 100'000'000))); // a larger one gains nothing
    QVERIFY(advice.has_value());
    QCOMPARE(advice->action, Sentence("Unlock and place anew"));
}

/// Where placing the others anew is as good as placing all, that is what is advised.
void AdviceTest::locksStayWhereTheyCan()
{
    const MappedLayout good = mapped("gallery:unet", Mode::Pipelined, "cs1");
    const KernelId slow = slowestKernel(*good.layout, shippedAssumptions());
    const KernelId kept{slow.index() == 0 ? std::size_t{1} : std::size_t{0}};
    const PeRect& rect = good.layout->mapping()[slow].rectangle;
    const PeRect half{rect.origin, rect.width, std::max(1, rect.height / 2)};
    const Layout spoiled = samples::withMapping(resizedKernel(startOf(good), slow, half).value(),
                                                [&](Mapping& mapping) { mapping.kernels[kept.index()].locked = true; });
    const PlacedKernel& locked = spoiled.mapping()[kept];
    const MappedLayout now = evaluated(samples::withBatch(spoiled, 100'000'000)); // a larger one gains nothing
    const std::optional<Advice> advice =
        adviseOn(now, shippedAssumptions(), {}, {.mostEnlarged = 0, .placing = quick().placing}).value();
    QVERIFY(advice.has_value());
    QVERIFY2(advice->action == "Place the others anew", plain(advice->sentence).c_str());
    QVERIFY(advice->changed.layout->mapping()[kept] == locked);
}

/// Wherever it lands it is beside the other, on the fabric and on no other kernel.
void AdviceTest::movesTheEndOfACrowdedStream()
{
    const MappedLayout small = mapped("gallery:mnist-mlp", Mode::Pipelined, "cs1");
    Layout loose = *small.layout;
    for (int i = 0; i < static_cast<int>(loose.graph()->size()); ++i)
        loose = resizedKernel(startOf(evaluated(loose)), KernelId{static_cast<std::size_t>(i)},
                              {{i * 200, i * 200}, 150, 150})
                    .value();
    const std::vector<Layout> moved = movedBeside(loose, KernelId{1}, KernelId{0}, shippedAssumptions());
    QVERIFY(moved.size() >= 6); // to the right and below; the corner is in the way of the rest
    for (const Layout& layout : moved) {
        const Evaluation evaluation = evaluate(layout, shippedAssumptions());
        QVERIFY(evaluation.legal());
        const auto& mapping = layout.mapping();
        const PeRect& a = mapping[KernelId{0}].rectangle;
        const PeRect& b = mapping[KernelId{1}].rectangle;
        QVERIFY(a.right() == b.origin.x || b.right() == a.origin.x || a.bottom() == b.origin.y
                || b.bottom() == a.origin.y);
    }
}

void AdviceTest::mendsWhatBreaksARule()
{
    const MappedLayout good = mapped("gallery:mnist-mlp", Mode::Pipelined, "cs1");
    const PeCoord on = good.layout->mapping()[KernelId{0}].rectangle.origin;
    const MappedLayout broken = evaluated(movedKernel(startOf(good), KernelId{1}, on));
    QVERIFY(!broken.evaluation->legal());
    const std::optional<Advice> advice = adviceOn(broken);
    QVERIFY(advice.has_value());
    QVERIFY(advice->changed.evaluation->legal());
    QCOMPARE(advice->sentence, Sentence::of(advice->action, ": it fits, and no rule is broken."));
}

void AdviceTest::schedulesAnewWhatIsTooSmall()
{
    const MappedLayout good = mapped("gallery:bert-large", Mode::WeightStreaming, "cs2");
    StreamingSchedule single = good.layout->schedule();
    single.microBatch = 1;
    const Layout one = samples::withSchedule(*good.layout, single);
    const std::optional<Advice> advice = adviceOn(evaluated(one));
    QVERIFY(advice.has_value());
    QVERIFY(advice->changed.evaluation->step <= good.evaluation->step
            || advice->changed.layout->execution().batch > one.execution().batch);
    QVERIFY(advice->changed.evaluation->warnings.empty());
}

/// Of a small network whose inference leaves room, where streaming its weights is no way out: what they promise; and
/// none where the input is what binds.
void AdviceTest::placesReplicasWhereTheyHelp()
{
    const Assumptions idle = shippedAssumptions().with("streaming_efficiency", 0.01).value();
    MapRequest wanted = request("gallery:mnist-mlp", Mode::Pipelined, "cs1");
    wanted.execution.run = Run::Infer;
    wanted.execution.batch = 65536;
    const MappedLayout one = mapNetwork(wanted, idle).value();
    const std::optional<Advice> advice = adviceOn(one, idle);
    QVERIFY(advice.has_value());
    const Layout& changed = *advice->changed.layout;
    QVERIFY(changed.execution().replicas > 1);
    QCOMPARE(advice->action, Sentence::of("Place ", changed.execution().replicas, " replicas"));
    QCOMPARE(changed.graph()->replicas(), changed.execution().replicas);
    QCOMPARE(evaluate(changed, idle).numbers.samples, advice->changed.evaluation->numbers.samples);

    const Assumptions slow = shippedAssumptions().with("worker_samples_per_second", 1000.0).value();
    const MappedLayout fed = mapNetwork(wanted, slow).value();
    QVERIFY(promisingReplicas(*fed.layout, *fed.evaluation, slow, 0.01, 4, {}).empty());
}

void AdviceTest::saysNothingWhereNothingHelps()
{
    const MappedLayout good = mapped("gallery:mnist-mlp", Mode::Pipelined, "cs1");
    const Result<std::optional<Advice>> advice =
        adviseOn(good, shippedAssumptions(), {}, {.leastGain = 1e9, .placing = quick().placing});
    QVERIFY(advice.ok() && !advice.value());
}

void AdviceTest::endsSoonWhenStopped()
{
    const MappedLayout good = mapped("gallery:resnet50", Mode::Pipelined, "cs1");
    const std::clock_t start = std::clock(); // of the processor: others may keep the machine busy
    QVERIFY(adviseOn(good, shippedAssumptions(), {}).ok());
    const std::clock_t whole = std::clock() - start;

    std::stop_source stop;
    JobControl job;
    job.stop = stop.get_token();
    std::atomic<std::clock_t> stopped = 0;
    std::jthread stopper;
    job.report = [&](double, std::string_view phase) {
        if (phase == "Placing anew") // takes long and reports nothing: the stop comes in its middle
            stopper = std::jthread([&] {
                std::this_thread::sleep_for(std::chrono::milliseconds(60));
                stopped = std::clock();
                stop.request_stop();
            });
    };
    const Result<std::optional<Advice>> advice = adviseOn(good, shippedAssumptions(), job);
    stopper.join();
    const std::clock_t late = std::clock() - stopped;
    QVERIFY(!advice.ok() && advice.error().code == ErrorCode::Stopped);
    QVERIFY2(late < whole / 10, qPrintable(QStringLiteral("%1 of %2").arg(late).arg(whole)));
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::AdviceTest)
#include "advice_test.moc"
