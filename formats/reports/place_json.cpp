#include "formats/reports/place_json.h"

#include "formats/base/json_text.h"

#include <nlohmann/json.hpp>

namespace waferscope {

std::string placeJson(const ContestScore& score, double bound, Seconds spent)
{
    const nlohmann::json json{{"legal", score.violations.empty()},
                              {"mt", score.slowest},
                              {"wl", score.wirelength},
                              {"ac", score.adapters},
                              {"score", score.score},
                              {"bound", bound},
                              {"seconds", spent.count()}};
    return jsonText(json, 2) + "\n";
}

} // namespace waferscope
