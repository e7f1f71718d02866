#include "emulator/step/digest.h"

#include "core/base/fingerprint.h"
#include "emulator/step/in_arena.h"

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>
#include <vector>

namespace waferscope {

namespace {

struct ActorHasher {
    Fingerprint& print;
    void operator()(const KernelActor& actor) const { print.add(std::uint64_t{actor.kernel.index()}); }
    void operator()(const StreamActor& actor) const
    {
        print.add(std::uint64_t{actor.edge.index()});
        print.add(static_cast<std::uint64_t>(actor.direction));
    }
    void operator()(const WorkerActor& actor) const
    {
        if (actor.worker)
            print.add(static_cast<std::uint64_t>(*actor.worker));
    }
    void operator()(const WeightStreamActor& actor) const
    {
        print.add(std::uint64_t{actor.kernel.index()});
        print.add(static_cast<std::uint64_t>(actor.direction));
    }
    void operator()(const HostActor&) const { }
};

void add(Fingerprint& print, const Span& span)
{
    print.add(std::uint64_t{span.actor.index()});
    std::visit(ActorHasher{print}, span.actor);
    print.add(static_cast<std::uint64_t>(span.phase));
    print.add(static_cast<std::uint64_t>(span.cause));
    for (const std::int64_t value : {span.step, span.firstSample, span.sampleStride, span.samples, span.start.count(),
                                     span.length.count(), span.period.count(), span.repeats})
        print.add(value);
}

/// Two values at a time.
void add(Fingerprint& print, const float* values)
{
    print.add(std::uint64_t{std::bit_cast<std::uint32_t>(values[0])} << 32 | std::bit_cast<std::uint32_t>(values[1]));
}

/// Hashes of four rows at once: one row's multiplications wait for each other, and four named ones stay in registers.
void hashRows(const float* values, std::size_t columns, std::uint64_t* hashes)
{
    const float* rows[] = {values, values + columns, values + 2 * columns, values + 3 * columns};
    Fingerprint first;
    Fingerprint second;
    Fingerprint third;
    Fingerprint fourth;
    std::size_t x = 0;
    for (; x + 2 <= columns; x += 2) {
        add(first, rows[0] + x);
        add(second, rows[1] + x);
        add(third, rows[2] + x);
        add(fourth, rows[3] + x);
    }
    Fingerprint* const prints[] = {&first, &second, &third, &fourth};
    for (std::size_t row = 0; row < 4; ++row) {
        Fingerprint print = *prints[row];
        if (x < columns)
            print.add(std::uint64_t{std::bit_cast<std::uint32_t>(rows[row][x])});
        hashes[row] = print.value();
    }
}

std::uint64_t hashOf(Field& field)
{
    const auto columns = static_cast<std::size_t>(field.columns());
    const auto rows = static_cast<std::size_t>(field.rows());
    field.values.resize((rows + 3) / 4 * 4 * columns); // rows of zeros fill the last block
    Fingerprint print;
    for (std::size_t row = 0; row < rows; row += 4) {
        std::uint64_t hashes[4];
        hashRows(field.values.data() + row * columns, columns, hashes);
        for (std::size_t i = 0; i < std::min<std::size_t>(4, rows - row); ++i)
            print.add(hashes[i]);
    }
    return print.value();
}

/// A field's memory for every thread, used again and again.
using FieldOfThread = tbb::enumerable_thread_specific<Field>;

} // namespace

Result<EmulationDigest> digestOf(const Emulation& emulation, const FieldEvaluator& fields, int threads,
                                 const JobControl& control)
{
    constexpr std::int64_t kTimes = 64;
    constexpr int kWhole = std::numeric_limits<int>::max() / 2; // cut to the fabric
    Fingerprint print;
    for (const SpanChunk& chunk : emulation.log.chunks)
        for (const Span& span : *chunk)
            add(print, span);
    EmulationDigest digest;
    std::vector<std::uint64_t> hashes(static_cast<std::size_t>(kTimes * kMainFieldKindCount));
    std::vector<std::int64_t> states(hashes.size());
    FieldOfThread fieldOfThread;
    const auto hashOne = [&](std::size_t i) {
        if (control.stopRequested())
            return;
        Field& field = fieldOfThread.local();
        const Cycles time{emulation.cycles.count() / kTimes * static_cast<std::int64_t>(i / kMainFieldKindCount)};
        const FieldRequest request{static_cast<FieldKind>(i % kMainFieldKindCount), {{0, 0}, kWhole, kWhole}};
        // Isolated: a thread that waits for others here must not begin another field in the same memory.
        tbb::this_task_arena::isolate([&] { fields.evaluateInto(field, time, request); });
        states[i] = field.area.peCount();
        hashes[i] = hashOf(field);
    };
    inArena(threads, [&] { tbb::parallel_for(std::size_t{0}, hashes.size(), hashOne, tbb::simple_partitioner{}); });
    if (control.stopRequested())
        return Error{ErrorCode::Stopped, "The digest was stopped."};
    for (const std::uint64_t hash : hashes)
        print.add(hash);
    digest.peStates = std::accumulate(states.begin(), states.end(), std::int64_t{0});
    digest.value = print.value();
    return digest;
}

} // namespace waferscope
