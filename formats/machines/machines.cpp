#include "formats/machines/machines.h"

#include "core/base/check.h"
#include "core/base/names.h"
#include "core/base/nearest_name.h"
#include "formats/base/checked_yaml.h"
#include "formats/base/files.h"
#include "formats/base/resources.h"
#include "formats/machines/figures.h"

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::string_view kEnding = ".json";

std::vector<std::string> namesIn(std::string_view folder)
{
    std::vector<std::string> names;
    for (std::string_view path : resourcesIn(folder)) {
        path.remove_prefix(folder.size() + 1);
        if (path.size() > kEnding.size() && path.ends_with(kEnding))
            names.emplace_back(path.substr(0, path.size() - kEnding.size()));
    }
    return names;
}

/// A shipped file by its name, or any file by its path.
Result<CheckedMap> open(std::string_view folder, const std::string& nameOrFile)
{
    const std::string path = std::string(folder) + "/" + nameOrFile + std::string(kEnding);
    if (const auto shipped = resource(path))
        return CheckedMap::parse(*shipped, path);
    if (!fileExists(nameOrFile)) {
        const std::string kind(folder.substr(0, folder.size() - 1));
        std::vector<std::string> names = namesIn(folder);
        if (folder == "installations") { // a system's name stands for one on a plain host
            const std::vector<std::string> systems = namesIn("systems");
            names.insert(names.end(), systems.begin(), systems.end());
        }
        return Error{ErrorCode::Usage,
                     "There is no " + kind + " or file \"" + printable(nameOrFile) + "\""
                         + nearestHint(nameOrFile, names)};
    }
    WAFERSCOPE_TRY(const std::string text, readFile(nameOrFile));
    return CheckedMap::parse(text, nameOrFile);
}

void fillFabric(System& system, Figures& figures)
{
    constexpr double kMostPes = 4096; // a side
    system.columns = static_cast<int>(figures.whole("columns", 1, kMostPes));
    system.rows = static_cast<int>(figures.whole("rows", 1, kMostPes));
    system.sram = Bytes{figures.whole("sram_bytes", 1, 1e9)};
    system.reservedSram =
        Bytes{figures.whole("reserved_sram_bytes", 0, static_cast<double>(system.sram.count()) - 1.0)};
    system.sramBanks = static_cast<int>(figures.whole("sram_banks"));
    system.readPerCycle = Bytes{figures.whole("read_bytes_per_cycle")};
    system.writePerCycle = Bytes{figures.whole("write_bytes_per_cycle")};
    system.macsPerCycle = static_cast<int>(figures.whole("macs_per_cycle", 1, 4096));
    system.fp32MacsPerCycle = figures.real("fp32_macs_per_cycle");
    system.vectorSetup = Cycles{figures.whole("vector_setup_cycles", 0)};
    system.colors = static_cast<int>(figures.whole("colors", 1, 254));
    system.reservedColors = static_cast<int>(figures.whole("reserved_colors", 0, system.colors));
    system.hopLatency = Cycles{figures.whole("hop_latency_cycles")};
    system.rampLatency = Cycles{figures.whole("ramp_latency_cycles", 0)};
}

void fillAdvertised(System& system, Figures& figures)
{
    system.clock = Hertz{figures.real("clock_hz", 1.0)};
    system.brochureClock = Hertz{figures.real("brochure_clock_hz", 1.0)};
    system.io = BytesPerSecond{figures.real("io_bytes_per_second", 1.0)};
    if (figures.has("power_w"))
        system.power = Watts{figures.real("power_w")};
    system.brochureCores = figures.whole("brochure_cores", 1, 1e9);
    system.brochureSram = figures.real("brochure_sram_bytes");
    system.brochureMemoryBandwidth = figures.real("brochure_memory_bytes_per_second");
    system.brochureFabricBandwidth = figures.real("brochure_fabric_bits_per_second");
}

Result<std::vector<PeRect>> deadPesOf(const CheckedMap& map, const System& system)
{
    constexpr const char* kKey = "dead_pes";
    constexpr std::size_t kMost = 10'000; // rectangles
    std::vector<PeRect> dead;
    if (!map.has(kKey))
        return dead;
    WAFERSCOPE_TRY(const auto rows, map.rows(kKey));
    if (rows.size() > kMost)
        return map.error(kKey, "expected at most " + std::to_string(kMost) + " rectangles.");
    for (const std::vector<std::int64_t>& row : rows) {
        const auto isBelow = [](std::int64_t begin, std::int64_t size, std::int64_t end) {
            return begin >= 0 && size >= 1 && begin < end && size <= end - begin;
        };
        if (row.size() != 4 || !isBelow(row[0], row[2], system.columns) || !isBelow(row[1], row[3], system.rows))
            return map.error(kKey,
                             "number " + std::to_string(dead.size() + 1)
                                 + " is no rectangle [x, y, width, height] on the fabric of "
                                 + std::to_string(system.columns) + " x " + std::to_string(system.rows) + " PEs.");
        dead.push_back(
            {{static_cast<int>(row[0]), static_cast<int>(row[1])}, static_cast<int>(row[2]), static_cast<int>(row[3])});
    }
    return dead;
}

Result<System> systemOf(const CheckedMap& map)
{
    System system;
    WAFERSCOPE_TRY(system.name, map.text("name"));
    WAFERSCOPE_TRY(system.title, map.text("title"));
    WAFERSCOPE_TRY(const CheckedMap values, map.map("figures"));
    WAFERSCOPE_TRY(system.figures, figuresOf(values));
    Figures figures(values, system.figures);
    fillFabric(system, figures);
    fillAdvertised(system, figures);
    if (figures.error())
        return *figures.error();
    WAFERSCOPE_TRY(system.deadPes, deadPesOf(map, system));
    if (const auto error = map.unknownKey())
        return *error;
    return system;
}

Installation plainHost(const System& system)
{
    Installation installation;
    installation.name = system.name;
    installation.title = system.title + " on a host that is never in the way";
    installation.system = system;
    installation.storage = system.io;
    installation.nic = system.io;
    installation.hostMemory = system.io;
    installation.bisection = system.io;
    return installation;
}

Result<Installation> plainHostOf(const CheckedMap& map)
{
    WAFERSCOPE_TRY(const System system, systemOf(map));
    return plainHost(system);
}

void fillHost(Installation& installation, Figures& figures)
{
    installation.systems = static_cast<int>(figures.whole("systems"));
    installation.workers = static_cast<int>(figures.whole("workers"));
    installation.storage = BytesPerSecond{figures.real("storage_bytes_per_second")};
    installation.nic = BytesPerSecond{figures.real("nic_bytes_per_second")};
    installation.hostMemory = BytesPerSecond{figures.real("host_memory_bytes_per_second")};
    installation.bisection = BytesPerSecond{figures.real("bisection_bytes_per_second")};
    installation.hostMemorySize = Bytes{figures.whole("host_memory_bytes", 1, 1e18)};
}

Result<Installation> installationOf(const CheckedMap& map)
{
    Installation installation;
    WAFERSCOPE_TRY(installation.name, map.text("name"));
    WAFERSCOPE_TRY(installation.title, map.text("title"));
    WAFERSCOPE_TRY(const std::string system, map.text("system"));
    WAFERSCOPE_TRY(installation.system, readSystem(system));
    WAFERSCOPE_TRY(installation.hasWeightStore, map.flag("weight_store"));
    WAFERSCOPE_TRY(const CheckedMap values, map.map("figures"));
    WAFERSCOPE_TRY(installation.figures, figuresOf(values));
    Figures figures(values, installation.figures);
    fillHost(installation, figures);
    if (figures.error())
        return *figures.error();
    if (const auto error = map.unknownKey())
        return *error;
    return installation;
}

/// Its value and what it may be.
Result<Assumption> withRange(Assumption assumption, const CheckedMap& map)
{
    WAFERSCOPE_TRY(assumption.value, map.number("value"));
    WAFERSCOPE_TRY(assumption.least, map.number("least"));
    WAFERSCOPE_TRY(assumption.most, map.number("most"));
    WAFERSCOPE_TRY(assumption.unit, map.text("unit"));
    return assumption;
}

Result<Assumption> assumptionOf(const CheckedMap& map)
{
    WAFERSCOPE_TRY(Assumption assumption, withRange({}, map));
    WAFERSCOPE_TRY(assumption.key, map.text("key"));
    WAFERSCOPE_TRY(assumption.label, map.text("label"));
    WAFERSCOPE_TRY(assumption.mark, markOf(map));
    WAFERSCOPE_TRY(assumption.source, map.text("source"));
    if (map.has("per_layer")) {
        WAFERSCOPE_TRY(assumption.isPerLayer, map.flag("per_layer"));
    }
    if (const auto error = map.unknownKey())
        return *error;
    return assumption;
}

Result<Assumptions> readAssumptions()
{
    constexpr std::string_view kPath = "assumptions.json";
    const auto text = resource(kPath);
    WAFERSCOPE_CHECK(text.has_value());
    WAFERSCOPE_TRY(const CheckedMap map, CheckedMap::parse(*text, std::string(kPath)));
    WAFERSCOPE_TRY(const std::vector<CheckedMap> entries, map.list("assumptions"));
    std::vector<Assumption> all;
    for (const CheckedMap& entry : entries) {
        WAFERSCOPE_TRY(Assumption assumption, assumptionOf(entry));
        all.push_back(std::move(assumption));
    }
    return Assumptions{std::move(all)};
}

} // namespace

std::vector<std::string> systemNames()
{
    return namesIn("systems");
}

std::vector<std::string> installationNames()
{
    return namesIn("installations");
}

Result<System> readSystem(const std::string& nameOrFile)
{
    WAFERSCOPE_TRY(const CheckedMap map, open("systems", nameOrFile));
    return systemOf(map);
}

Result<std::shared_ptr<const Installation>> readInstallation(const std::string& nameOrFile)
{
    const std::vector<std::string> systems = systemNames();
    const bool isSystem = std::find(systems.begin(), systems.end(), nameOrFile) != systems.end();
    WAFERSCOPE_TRY(const CheckedMap map, open(isSystem ? "systems" : "installations", nameOrFile));
    WAFERSCOPE_TRY(Installation installation, isSystem || !map.has("system") ? plainHostOf(map) : installationOf(map));
    installation.reference = nameOrFile;
    return std::make_shared<const Installation>(std::move(installation));
}

const Assumptions& shippedAssumptions()
{
    static const Assumptions shipped = [] {
        const Result<Assumptions> read = readAssumptions();
        WAFERSCOPE_CHECK(read.ok()); // our own file, read by every test
        return read.value();
    }();
    return shipped;
}

} // namespace waferscope
