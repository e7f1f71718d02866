#include "formats/machines/list_json.h"

#include "core/families/families.h"
#include "formats/base/json_text.h"
#include "formats/base/resources.h"
#include "formats/machines/machines.h"
#include "formats/networks/gallery.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace waferscope {

namespace {

/// "layers (24), hidden (1024)".
std::string settingsOf(const Family& family)
{
    std::string text;
    for (const FamilySetting& setting : family.settings) {
        text += (text.empty() ? "" : ", ") + std::string{setting.name};
        if (!setting.fallback.empty())
            text += " (" + std::string{setting.fallback} + ")";
    }
    return text;
}

/// The shortest text that reads back as the same number, whatever the locale.
std::string numberText(double value)
{
    char text[32];
    const auto [end, problem] = std::to_chars(std::begin(text), std::end(text), value, std::chars_format::general);
    return problem == std::errc{} ? std::string{std::begin(text), end} : std::string{};
}

std::string sizeOf(const System& system)
{
    return std::to_string(system.columns) + " x " + std::to_string(system.rows) + " PEs for kernels";
}

} // namespace

Result<std::vector<ListedThing>> listedNetworks()
{
    std::vector<ListedThing> things;
    for (const std::string& name : galleryNames()) {
        WAFERSCOPE_TRY(const NetworkSpec spec, gallerySpec(name));
        things.push_back({"gallery:" + name, spec.title, spec.description, spec.citation});
    }
    for (const Family& family : families())
        things.push_back(
            {"family:" + std::string{family.name}, std::string{family.meaning}, "sizes " + settingsOf(family), ""});
    return things;
}

Result<std::vector<ListedThing>> listedSystems()
{
    std::vector<ListedThing> things;
    for (const std::string& name : systemNames()) {
        WAFERSCOPE_TRY(const System system, readSystem(name));
        things.push_back({system.name, system.title, sizeOf(system), ""});
    }
    return things;
}

Result<std::vector<ListedThing>> listedInstallations()
{
    std::vector<ListedThing> things;
    for (const std::string& name : installationNames()) {
        WAFERSCOPE_TRY(const std::shared_ptr<const Installation> installation, readInstallation(name));
        things.push_back({installation->name, installation->title,
                          std::to_string(installation->systems) + " x " + installation->system.title + ", "
                              + std::to_string(installation->workers) + " workers",
                          ""});
    }
    return things;
}

Result<std::vector<ListedThing>> listedLessons()
{
    std::vector<ListedThing> things;
    for (std::string_view path : resourcesIn("lessons")) {
        path.remove_prefix(path.rfind('/') + 1);
        things.push_back({std::string{path.substr(0, path.rfind('.'))}, "", "", ""});
    }
    return things;
}

Result<std::vector<ListedThing>> listedAssumptions()
{
    std::vector<ListedThing> things;
    for (const Assumption& assumption : shippedAssumptions().all()) {
        const std::string unit = assumption.unit.empty() ? std::string{} : " " + assumption.unit;
        things.push_back({assumption.key, assumption.label, numberText(assumption.value) + unit, assumption.source});
    }
    return things;
}

std::string listJson(const std::string& kind, const std::vector<ListedThing>& things)
{
    nlohmann::ordered_json rows = nlohmann::ordered_json::array();
    for (const ListedThing& thing : things)
        rows.push_back({{"name", thing.name},
                        {"title", thing.title},
                        {"description", thing.description},
                        {"source", thing.source}});
    return jsonText(nlohmann::ordered_json{{kind, rows}}, 2) + "\n";
}

} // namespace waferscope
