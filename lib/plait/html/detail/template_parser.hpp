#pragma once

#include <plait/html/detail/template_parser_blocks.hpp>
#include <plait/html/detail/template_parser_branches.hpp>
#include <plait/html/detail/template_parser_class.hpp>
#include <plait/html/detail/template_parser_nodes.hpp>
