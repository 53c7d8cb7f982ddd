#pragma once

#include <plait/html/detail/html_machine_class.hpp>
#include <plait/html/detail/html_machine_content.hpp>
#include <plait/html/detail/html_machine_tag.hpp>
