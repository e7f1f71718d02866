#include "emulator/step/digest.h"

#include "core/fingerprint.h"
#include "emulator/step/in_arena.h"

#include <tbb/parallel_for.h>

#include <bit>
#include <limits>
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
    void operator()(const WorkerActor&) const { }
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

/// Hashes of four rows at once: one row's multiplications wait for each other.
void hashRows(const float* values, std::size_t columns, std::uint64_t* hashes)
{
    Fingerprint prints[4];
    std::size_t x = 0;
    for (; x + 2 <= columns; x += 2)
        for (std::size_t row = 0; row < 4; ++row)
            add(prints[row], values + row * columns + x);
    for (std::size_t row = 0; row < 4; ++row) {
        if (x < columns)
            prints[row].add(std::uint64_t{std::bit_cast<std::uint32_t>(values[row * columns + x])});
        hashes[row] = prints[row].value();
    }
}

void add(Fingerprint& print, Field& field, std::vector<std::uint64_t>& hashes)
{
    const auto columns = static_cast<std::size_t>(field.columns());
    const std::size_t blocks = (static_cast<std::size_t>(field.rows()) + 3) / 4;
    field.values.resize(blocks * 4 * columns); // rows of zeros fill the last block
    hashes.resize(blocks * 4);
    tbb::parallel_for(std::size_t{0}, blocks, [&](std::size_t block) {
        hashRows(field.values.data() + block * 4 * columns, columns, hashes.data() + block * 4);
    });
    for (int row = 0; row < field.rows(); ++row)
        print.add(hashes[static_cast<std::size_t>(row)]);
}

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
    Field field;
    std::vector<std::uint64_t> hashes;
    for (std::int64_t i = 0; i < kTimes; ++i)
        for (int kind = 0; kind < kFieldKindCount; ++kind) {
            if (control.stopRequested())
                return Error{ErrorCode::Stopped, "The digest was stopped."};
            const Cycles time{emulation.cycles.count() / kTimes * i};
            fields.evaluate(time, {static_cast<FieldKind>(kind), {{0, 0}, kWhole, kWhole}}, threads, field);
            digest.peStates += field.area.peCount();
            inArena(threads, [&] { add(print, field, hashes); });
            control.report(static_cast<double>(i) / kTimes, "Hashing fields");
        }
    digest.value = print.value();
    return digest;
}

} // namespace waferscope
